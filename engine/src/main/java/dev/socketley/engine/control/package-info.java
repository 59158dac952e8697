/**
 * The control protocol: requests of the command line and the prompt to a running engine, one JSON
 * object per line over a Unix socket. {@code {"id":1,"command":"list"}} is answered by
 * {@code {"id":1,"ok":true,"result":[…]}} or {@code {"id":1,"ok":false,"error":{"code":…}}};
 * before that, a request may stream {@code {"id":1,"event":"log","data":…}}. Knows no Lua: who
 * assembles the program adds its rows. Read {@code ControlAddress}, {@code ControlServer},
 * {@code ControlSession}, then the rows in {@code ControlCommands}.
 */
package dev.socketley.engine.control;
