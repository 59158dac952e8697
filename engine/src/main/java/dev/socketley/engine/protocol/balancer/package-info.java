/** What load balancers say of a connection before its first byte: bytes in, addresses out. */
package dev.socketley.engine.protocol.balancer;
