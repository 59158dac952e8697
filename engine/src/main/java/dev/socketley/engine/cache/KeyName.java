package dev.socketley.engine.cache;

import dev.socketley.engine.cache.store.Store;
import java.nio.ByteBuffer;

/** A key and the database it is in. */
record KeyName(Store in, ByteBuffer bytes) {
    static KeyName of(Store in, byte[] key) {
        return new KeyName(in, ByteBuffer.wrap(key));
    }
}
