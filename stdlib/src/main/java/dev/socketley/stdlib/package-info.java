package dev.socketley.stdlib;
