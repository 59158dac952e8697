package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Publishes what happens to keys on {@code __keyspace@<db>__:<key>} and
 * {@code __keyevent@<db>__:<event>}. What a command changed when it had to ask hooks is named by the
 * kind of value it left.
 *
 * <p>Thread: the cache's home loop. It listens to the keys only while events are wanted.
 */
public final class KeyEvents implements KeyListener {
    private static final String KEYED = "g$lshzxetd";
    private static final String ALL_LETTERS = KEYED + "KE";
    /** Commands whose events have another name than they. */
    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        name("set", "SET", "SETNX", "SETEX", "PSETEX", "GETSET", "MSET", "MSETNX", "BITOP");
        name("incrby", "INCR", "DECR", "INCRBY", "DECRBY");
        name("setbit", "BITFIELD");
        name("lpush", "LPUSHX");
        name("rpush", "RPUSHX");
        name("lpop", "BLPOP");
        name("rpop", "BRPOP");
        name("hset", "HSETNX", "HMSET");
        name("zincr", "ZINCRBY");
        name("zpopmin", "BZPOPMIN");
        name("zpopmax", "BZPOPMAX");
        name("expire", "PEXPIRE", "EXPIREAT", "PEXPIREAT");
        name("del", "UNLINK", "GETDEL");
        name("sortstore", "SORT");
    }

    private final Keyspace keyspace;
    private final CacheContext context;
    private String wanted = "";
    private Command command;
    private Args args;

    KeyEvents(Keyspace keyspace, CacheContext context) {
        this.keyspace = keyspace;
        this.context = context;
    }

    private static void name(String event, String... commands) {
        for (String each : commands) {
            NAMES.put(each, event);
        }
    }

    /** The letters in their order, or null when there is one that means nothing here. */
    static String normal(String letters) {
        String all = letters.replace("A", KEYED);
        if (!all.chars().allMatch(letter -> ALL_LETTERS.indexOf(letter) >= 0)) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        ALL_LETTERS.chars().filter(letter -> all.indexOf(letter) >= 0)
            .forEach(letter -> kept.append((char) letter));
        return kept.toString().replace(KEYED, "A");
    }

    /** Sets which events are wanted, as {@code notify-keyspace-events} has it. */
    public void want(String letters) {
        String next = letters.replace("A", KEYED);
        if (isOn()) {
            keyspace.forget(this);
        }
        wanted = next;
        if (isOn()) {
            keyspace.listen(this);
        }
    }

    boolean isOn() {
        return wanted.indexOf('K') >= 0 || wanted.indexOf('E') >= 0;
    }

    /** A command begins, or null when none runs any more. */
    void begins(Command row, Args with) {
        command = row;
        args = with;
    }

    @Override
    public void changed(Store in, byte[] bytes, int from, int length, Object value) {
        byte[] key = Arrays.copyOfRange(bytes, from, from + length);
        if (value == null && context.eviction().isRemoving()) {
            tell('e', "evicted", in, key);
            return;
        }
        String event = command == null ? outside(value) : event(key, value);
        char kind = letter(event);
        if (value != null) {
            tell(kind, event, in, key);
            if (setsDeadline(event)) {
                tell('g', "expire", in, key);
            }
        } else if (event.endsWith("_from")) {
            tell('g', event, in, key);
        } else {
            if (!event.equals("del") && kind != 'g' && !event.endsWith("store")) {
                tell(kind, event, in, key);
            }
            tell('g', "del", in, key);
        }
    }

    private static String outside(Object value) {
        return value == null ? "del" : switch (ValueKind.of(value)) {
            case STRING -> "set";
            case HASH -> "hset";
            case LIST -> "rpush";
            case SET -> "sadd";
            case ZSET -> "zadd";
        };
    }

    private String event(byte[] key, Object value) {
        String name = command.name();
        boolean isFirst = args.count() > 1 && Arrays.equals(key, args.copy(1));
        return switch (name) {
            case "RENAME", "RENAMENX" -> value == null ? "rename_from" : "rename_to";
            case "MOVE" -> value == null ? "move_from" : "move_to";
            case "COPY" -> "copy_to";
            case "SMOVE" -> isFirst ? "srem" : "sadd";
            case "GETEX" -> has("PERSIST") ? "persist" : "expire";
            case "ZADD" -> has("INCR") ? "zincr" : "zadd";
            case "RPOPLPUSH", "BRPOPLPUSH" -> isFirst ? "rpop" : "lpush";
            case "LMOVE", "BLMOVE" ->
                (args.is(isFirst ? 3 : 4, "LEFT") ? "l" : "r") + (isFirst ? "pop" : "push");
            case "LMPOP", "BLMPOP" -> has("LEFT") ? "lpop" : "rpop";
            case "ZMPOP", "BZMPOP" -> has("MIN") ? "zpopmin" : "zpopmax";
            default -> NAMES.getOrDefault(name, command.lowerName());
        };
    }

    private boolean has(String word) {
        for (int i = 2; i < args.count(); i++) {
            if (args.is(i, word)) {
                return true;
            }
        }
        return false;
    }

    private boolean setsDeadline(String event) {
        return event.equals("set") && command != null && switch (command.name()) {
            case "SETEX", "PSETEX" -> true;
            case "SET" -> has("EX") || has("PX") || has("EXAT") || has("PXAT");
            default -> false;
        };
    }

    private char letter(String event) {
        if (event.equals("del") || event.equals("expire") || event.equals("persist")
                || event.endsWith("_from") || event.endsWith("_to")) {
            return 'g';
        }
        return command == null ? ofOutside(event) : switch (command.group()) {
            case "hash" -> 'h';
            case "set" -> 's';
            case "list" -> 'l';
            case "sorted-set" -> 'z';
            case "string", "bitmap" -> '$';
            default -> event.equals("sortstore") ? 'l' : 'g';
        };
    }

    private static char ofOutside(String event) {
        return event.equals("set") ? '$' : event.equals("rpush") ? 'l' : event.charAt(0);
    }

    @Override
    public void expired(Store in, byte[] key, Object value) {
        tell('x', "expired", in, key);
    }

    private void tell(char letter, String event, Store in, byte[] key) {
        if (wanted.indexOf(letter) < 0) {
            return;
        }
        byte[] word = event.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        if (wanted.indexOf('K') >= 0) {
            publish("__keyspace@" + in.index() + "__:", key, word);
        }
        if (wanted.indexOf('E') >= 0) {
            publish("__keyevent@" + in.index() + "__:", word, key);
        }
    }

    private void publish(String prefix, byte[] rest, byte[] message) {
        ByteArrayOutputStream channel = new ByteArrayOutputStream();
        channel.writeBytes(prefix.getBytes(StandardCharsets.US_ASCII));
        channel.writeBytes(rest);
        context.channels().publish(channel.toByteArray(), message);
    }
}
