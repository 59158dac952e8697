package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Doubles;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.SortedCursor;
import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A number for what keys hold, whatever the order they lie in: the one that {@code DEBUG DIGEST} of
 * Redis answers for the same keys.
 */
final class Digest {
    private static final int BYTES = 20;
    /** In Redis's order. */
    private static final List<ValueKind> KINDS = List.of(
        ValueKind.STRING, ValueKind.LIST, ValueKind.SET, ValueKind.ZSET, ValueKind.HASH);
    private static final byte[] ENDS = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha1;
    private final byte[] sum = new byte[BYTES];

    private Digest() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of every key of every database. */
    static String all(Keyspace keyspace) {
        Digest all = new Digest();
        for (Store store : keyspace.databases()) {
            if (store.size() > 0) {
                all.append(number(store.index()));
                store.forEach((key, kind) -> all.add(of(store, key, new Digest(), key)));
            }
        }
        return all.toString();
    }

    /** Of one value; zeros when there is none. */
    static String value(Store store, byte[] key) {
        return of(store, key, new Digest()).toString();
    }

    /** What a key holds, behind what comes before it. */
    private static Digest of(Store store, byte[] key, Digest digest, byte[]... before) {
        for (byte[] each : before) {
            digest.append(each);
        }
        Object value = store.peek(key, 0, key.length);
        if (value == null) {
            return digest;
        }
        ValueKind kind = ValueKind.of(value);
        digest.append(number(KINDS.indexOf(kind)));
        if (value instanceof Value structured) {
            digest.elements(kind, structured);
        } else {
            digest.append((byte[]) value);
        }
        if (store.deadline(key, 0, key.length) > Store.NEVER) {
            digest.add(ENDS, 0, ENDS.length);
        }
        return digest;
    }

    private void elements(ValueKind kind, Value value) {
        if (value instanceof SortedSetValue scored) {
            scores(scored.cursor(0));
            return;
        }
        Digest pair = new Digest();
        boolean[] isField = {true};
        value.elements(0, Integer.MAX_VALUE, (bytes, from, length) -> {
            switch (kind) {
                case LIST -> append(bytes, from, length);
                case SET -> add(bytes, from, length);
                default -> {
                    pair.append(bytes, from, length);
                    if (!isField[0]) {
                        addAndClear(pair);
                    }
                    isField[0] = !isField[0];
                }
            }
        });
    }

    private void scores(SortedCursor all) {
        Digest pair = new Digest();
        while (all.next()) {
            pair.append(all.member().copy());
            pair.append(Doubles.exact(all.score()));
            addAndClear(pair);
        }
    }

    private void addAndClear(Digest pair) {
        add(pair);
        Arrays.fill(pair.sum, (byte) 0);
    }

    /** Takes something whose place counts. */
    private void append(byte[] bytes) {
        append(bytes, 0, bytes.length);
    }

    private void append(byte[] bytes, int from, int length) {
        add(bytes, from, length);
        System.arraycopy(sha1.digest(sum), 0, sum, 0, BYTES);
    }

    /** Takes something that may be anywhere. */
    private void add(Digest other) {
        add(other.sum, 0, BYTES);
    }

    private void add(byte[] bytes, int from, int length) {
        sha1.update(bytes, from, length);
        byte[] hash = sha1.digest();
        for (int i = 0; i < BYTES; i++) {
            sum[i] ^= hash[i];
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(sum);
    }
}
