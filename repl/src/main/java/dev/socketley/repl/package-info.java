package dev.socketley.repl;
