/** Text lines ended by LF or CR LF. */
package dev.socketley.engine.protocol.line;
