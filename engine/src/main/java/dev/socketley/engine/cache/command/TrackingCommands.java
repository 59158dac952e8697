package dev.socketley.engine.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The part of {@code CLIENT} that is about {@link Tracking}. */
final class TrackingCommands {
    private static final Reply OPT = Reply.error("ERR You can't specify both OPTIN mode and OPTOUT"
        + " mode");
    private static final Reply OPT_BROADCAST = Reply.error(
        "ERR OPTIN and OPTOUT are not compatible with BCAST");
    private static final Reply SWITCH_BROADCAST = Reply.error("ERR You can't switch BCAST mode on/off"
        + " before disabling tracking for this client, and then re-enabling it with a different"
        + " mode.");
    private static final Reply SWITCH_OPT = Reply.error("ERR You can't switch OPTIN/OPTOUT mode"
        + " before disabling tracking for this client, and then re-enabling it with a different"
        + " mode.");
    private static final Reply PREFIX = Reply.error(
        "ERR PREFIX option requires BCAST mode to be enabled");

    private TrackingCommands() {
    }

    static Reply tracking(Call call) {
        Client client = call.client();
        if (!client.isConnection()) {
            return Reply.error("ERR only a connection can be told of changes");
        }
        boolean on = call.is(2, "ON");
        if (!on && !call.is(2, "OFF")) {
            return Errors.SYNTAX;
        }
        Tracking.Mode mode = options(call);
        Tracking tracking = call.context().tracking();
        if (!on) {
            tracking.end(client);
            return Reply.OK;
        }
        check(mode, client.tracking());
        if (client.tracking() != null) {
            addPrefixes(mode, client.tracking().prefixes);
        }
        if (mode.prefixes.size() > Tracking.PREFIXES_MAX) {
            return Reply.error("ERR too many prefixes: prefixes-max=" + Tracking.PREFIXES_MAX);
        }
        tracking.begin(client, mode);
        return Reply.OK;
    }

    private static Tracking.Mode options(Call call) {
        Tracking.Mode mode = new Tracking.Mode();
        for (int i = 3; i < call.count(); i++) {
            boolean more = i + 1 < call.count();
            if (call.is(i, "REDIRECT") && more) {
                if (mode.redirect != 0) {
                    throw Errors.raise(
                        Reply.error("ERR A client can only redirect to a single other client"));
                }
                mode.redirect = ClientCommands.id(call, ++i, "ERR Invalid client ID");
                if (call.context().clients().get(mode.redirect) == null) {
                    throw Errors.raise(Reply.error(
                        "ERR The client ID you want redirect to does not exist"));
                }
            } else if (call.is(i, "BCAST")) {
                mode.broadcast = true;
            } else if (call.is(i, "OPTIN")) {
                mode.optIn = true;
            } else if (call.is(i, "OPTOUT")) {
                mode.optOut = true;
            } else if (call.is(i, "NOLOOP")) {
                mode.noLoop = true;
            } else if (call.is(i, "PREFIX") && more) {
                mode.prefixes.add(call.bytes(++i));
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
        return mode;
    }

    private static void check(Tracking.Mode mode, Tracking.Mode before) {
        if (!mode.broadcast && !mode.prefixes.isEmpty()) {
            throw Errors.raise(PREFIX);
        }
        if (before != null && before.broadcast != mode.broadcast) {
            throw Errors.raise(SWITCH_BROADCAST);
        }
        if (mode.broadcast && (mode.optIn || mode.optOut)) {
            throw Errors.raise(OPT_BROADCAST);
        }
        if (mode.optIn && mode.optOut) {
            throw Errors.raise(OPT);
        }
        if (before != null && (mode.optIn && before.optOut || mode.optOut && before.optIn)) {
            throw Errors.raise(SWITCH_OPT);
        }
        for (int i = 0; i < mode.prefixes.size(); i++) {
            List<byte[]> others = new ArrayList<>(mode.prefixes.subList(0, i));
            if (before != null) {
                others.addAll(before.prefixes);
            }
            distinct(mode.prefixes.get(i), others);
        }
    }

    /** A prefix of another would tell the same key twice. */
    private static void distinct(byte[] prefix, List<byte[]> others) {
        for (byte[] other : others) {
            int length = Math.min(prefix.length, other.length);
            boolean same = Arrays.equals(prefix, other);
            if (!same && Arrays.equals(prefix, 0, length, other, 0, length)) {
                throw Errors.raise(Reply.error("ERR Prefix '" + text(prefix)
                    + "' overlaps with an existing prefix '" + text(other)
                    + "'. Prefixes for a single client must not overlap."));
            }
        }
    }

    private static void addPrefixes(Tracking.Mode mode, List<byte[]> before) {
        for (byte[] each : before) {
            if (mode.prefixes.stream().noneMatch(prefix -> Arrays.equals(prefix, each))) {
                mode.prefixes.add(each);
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Reply caching(Call call) {
        Tracking.Mode mode = call.client().tracking();
        if (mode == null || !mode.optIn && !mode.optOut) {
            return Reply.error("ERR CLIENT CACHING can be called only when the client is in tracking"
                + " mode with OPTIN or OPTOUT mode enabled");
        }
        boolean yes = call.is(2, "YES");
        if (!yes && !call.is(2, "NO")) {
            return Errors.SYNTAX;
        }
        if (yes && !mode.optIn) {
            return Reply.error(
                "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
        }
        if (!yes && !mode.optOut) {
            return Reply.error(
                "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
        }
        mode.caching = yes;
        mode.cachingAt = call.client().info().commands;
        return Reply.OK;
    }

    static Reply redirected(Call call) {
        Tracking.Mode mode = call.client().tracking();
        return Reply.integer(mode == null ? -1 : mode.redirect);
    }

    static Reply info(Call call) {
        Tracking.Mode mode = call.client().tracking();
        List<Reply> flags = new ArrayList<>();
        flags.add(Reply.bulk(mode == null ? "off" : "on"));
        if (mode != null) {
            flag(flags, mode.broadcast, "bcast");
            flag(flags, mode.optIn, "optin");
            flag(flags, mode.optOut, "optout");
            flag(flags, mode.optIn && mode.caching
                && mode.cachingAt + 1 == call.client().info().commands, "caching-yes");
            flag(flags, mode.optOut && !mode.caching
                && mode.cachingAt + 1 == call.client().info().commands, "caching-no");
            flag(flags, mode.noLoop, "noloop");
            flag(flags, mode.redirectBroken, "broken_redirect");
        }
        return Reply.map(List.of(Reply.bulk("flags"), Reply.set(flags),
            Reply.bulk("redirect"), redirected(call),
            Reply.bulk("prefixes"), Reply.array(mode == null ? List.of()
                : mode.prefixes.stream().map(Reply::bulk).toList())));
    }

    private static void flag(List<Reply> flags, boolean set, String word) {
        if (set) {
            flags.add(Reply.bulk(word));
        }
    }
}
