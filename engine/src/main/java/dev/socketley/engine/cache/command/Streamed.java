package dev.socketley.engine.cache.command;

/**
 * The elements of a reply while they still lie in the store: they are written from there, at once,
 * or copied by {@link Reply#items} if the reply is kept.
 */
public interface Streamed {
    /** Takes elements in order. */
    interface Sink {
        /** A string, valid during the call. */
        void bulk(byte[] bytes, int from, int length);

        /** A number with a fraction. */
        void number(double value);
    }

    /** How many elements there are. */
    int count();

    /** Shows every element. */
    void stream(Sink to);
}
