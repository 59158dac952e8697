package dev.socketley.engine.option;

import java.util.Collection;

/** Finds the known word that a mistyped one probably meant. <b>Thread:</b> any. */
public final class Nearest {
    private Nearest() {}

    /** {@code , did you mean 'x'?}, or an empty string when no known word is near. */
    public static String hint(String wrong, Collection<String> known) {
        String best = of(wrong, known);
        return best == null ? "" : ", did you mean '" + best + "'?";
    }

    /** The nearest known word within a third of its length in edits, or null. */
    public static String of(String wrong, Collection<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String word : known) {
            int d = distance(wrong, word);
            if (d < bestDistance) {
                bestDistance = d;
                best = word;
            }
        }
        return best != null && bestDistance <= Math.max(1, best.length() / 3) ? best : null;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int up = row[j];
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(up, row[j - 1]) + 1, diagonal + cost);
                diagonal = up;
            }
        }
        return row[b.length()];
    }
}
