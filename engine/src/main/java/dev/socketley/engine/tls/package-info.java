/**
 * TLS for listeners and connectors: option rows, certificates and keys from files, who they are
 * for, their renewal while connections stay, and a local authority for development.
 *
 * <p>Read {@code TlsOptions}, {@code ServerTls}, {@code ClientTls}, then {@code Pem} and
 * {@code Identity}. What stands in a pipeline is {@code engine.net}'s.
 */
package dev.socketley.engine.tls;
