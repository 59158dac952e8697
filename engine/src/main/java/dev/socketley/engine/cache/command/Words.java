package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.Locale;

/** Arguments of a client as they may be shown to it again. */
final class Words {
    private static final int SHOWN_MAX = 128;

    private Words() {
    }

    /** Argument {@code index}, cut to 128 characters. */
    static String shown(Args args, int index) {
        String text = args.text(index);
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
    }

    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The words of an unknown command as Redis shows them. */
    static Reply unknown(Args args) {
        StringBuilder shown = new StringBuilder();
        for (int i = 1; i < args.count() && shown.length() < SHOWN_MAX; i++) {
            String arg = args.text(i);
            int room = SHOWN_MAX - shown.length();
            shown.append('\'').append(arg, 0, Math.min(arg.length(), room)).append("' ");
        }
        return Reply.error("ERR unknown command '" + shown(args, 0)
            + "', with args beginning with: " + shown);
    }
}
