-- The standard input, which is stdin.in: as lines, then what is left of it as a chunk, then its end.
print(io.read())
print(dofile())
print(io.read(), io.read("*a"))
print(select("#", loadfile()()), type(loadfile(nil, "t", {})))
print(loadfile(nil, "b"))
print(pcall(dofile, nil))
