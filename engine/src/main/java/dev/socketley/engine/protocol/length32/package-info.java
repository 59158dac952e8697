/** Messages behind their length in four bytes, the highest first: bytes in, messages out. */
package dev.socketley.engine.protocol.length32;
