-- stopped: a loop made of a goto
::top:: pcall(error) goto top
