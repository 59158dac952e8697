/**
 * The proxy runtime. A request passes {@code HttpSession}, which reads it and chooses a {@code
 * Backend}, {@code HeadWriter}, {@code HttpLink}, which passes the response on, and {@code
 * Connection#write}. In TCP mode {@code TcpSession} joins both sides in a {@code Tunnel}. HTTP is
 * framed by {@code protocol.http1}.
 */
package dev.socketley.engine.proxy;
