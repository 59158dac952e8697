package dev.socketley.engine.option;

import java.util.Collection;

/** Finds the known word that a mistyped one probably meant. <b>Thread:</b> any. */
public final class Nearest {
    private Nearest() {}

    /** {@code , did you mean 'x'?}, or an empty string when no known word is near. */
    public static String hint(String wrong, Collection<String> known) {
        String best = of(wrong, known);
        return best == null ? "" : meant(best);
    }

    /** As {@link #hint}, for options and hooks; knows other programs' words, see {@link OtherNames}. */
    public static String rowHint(String wrong, Collection<String> known) {
        String row = row(wrong, known);
        return row == null ? "" : meant(row);
    }

    /** The option or hook that is meant, or null. */
    public static String row(String wrong, Collection<String> known) {
        String ours = OtherNames.of(wrong, known);
        return ours == null ? of(wrong, known) : ours;
    }

    private static String meant(String word) {
        return ", did you mean '" + word + "'?";
    }

    /** The nearest known word within a third of its length in edits, or null; a letter has to be right. */
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
        return best != null && bestDistance <= Math.max(1, best.length() / 3)
            && bestDistance < Math.min(wrong.length(), best.length()) ? best : null;
    }

    /** Edits between two words: a letter put in, left out, changed, or swapped with the next. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
