w = w.split('.')
import builtins
o = g[w[0]] if w[0] in g else getattr(builtins, w[0])
for x in w[1:]:
    o = getattr(o, x)
n = dir(o)
