/**
 * What HTTP means, whatever its version: requests, responses, fields, conditions, ranges, cookies,
 * forms and uploads. How they are framed on the wire is {@code protocol.http1}'s.
 */
package dev.socketley.engine.protocol.http;
