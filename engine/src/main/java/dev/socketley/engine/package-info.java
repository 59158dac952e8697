package dev.socketley.engine;
