/** What can go wrong, each kind declared once, and the exception that carries it. */
package dev.socketley.engine.error;
