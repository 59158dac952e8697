package dev.socketley.lua;
