package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Lua for the line editor: when a chunk is whole, what completes a word, and its colours. */
final class LuaEditing implements Parser, Completer, Highlighter {
    private final Evaluator evaluator;

    LuaEditing(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** The word that the cursor is in, as far as the cursor. */
    private record Word(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !line.isBlank()
                && evaluator.isIncomplete(line)) {
            throw new EOFError(-1, -1, "the chunk goes on", "");
        }
        int start = cursor;
        while (start > 0 && isWordChar(line.charAt(start - 1))) {
            start--;
        }
        return new Word(line, cursor, line.substring(start, cursor));
    }

    private static boolean isWordChar(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':' || c == '-';
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        try {
            for (String word : evaluator.complete(line.line().substring(0, line.cursor()))) {
                candidates.add(new Candidate(word, word, null, null, null, null, false));
            }
        } catch (EngineException gone) {
            candidates.clear();
        }
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        AttributedStringBuilder out = new AttributedStringBuilder();
        for (LuaWords.Piece piece : LuaWords.of(buffer)) {
            out.styled(style(piece.kind()), buffer.substring(piece.start(), piece.end()));
        }
        return out.toAttributedString();
    }

    private static AttributedStyle style(LuaWords.Kind kind) {
        AttributedStyle plain = AttributedStyle.DEFAULT;
        return switch (kind) {
            case PLAIN -> plain;
            case KEYWORD -> plain.foreground(AttributedStyle.MAGENTA);
            case CONSTANT -> plain.foreground(AttributedStyle.CYAN);
            case STRING -> plain.foreground(AttributedStyle.GREEN);
            case NUMBER -> plain.foreground(AttributedStyle.YELLOW);
            case COMMENT -> plain.foreground(AttributedStyle.BRIGHT);
        };
    }
}
