open(path, 'ab').close()
