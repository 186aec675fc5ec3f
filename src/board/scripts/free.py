# The room beside the files, where the board can say.
try:
    s = os.statvfs(folder)
    o(s[0] * s[3])
except (OSError, AttributeError):
    o(None)
