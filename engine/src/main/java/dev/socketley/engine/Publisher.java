package dev.socketley.engine;

/** A runtime that can publish to channels. On its home loop. */
public interface Publisher {
    /** @return receivers of the message, on the network and in the process */
    int publish(String channel, byte[] message);
}
