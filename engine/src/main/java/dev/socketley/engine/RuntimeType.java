package dev.socketley.engine;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A kind of runtime, one row each in {@code RuntimeTypes}.
 *
 * @param word        what people type
 * @param summary     one sentence
 * @param defaultPort the port used when none is given
 * @param options     rows beside {@link CommonOptions#ALL}
 * @param factory     makes a runtime that does nothing yet
 * @param check       raises for options that exclude each other or name what does not exist, so that
 *                    a mistake is reported when the runtime is described, not when it starts
 */
public record RuntimeType(String word, String summary, int defaultPort, List<Option<?>> options,
        Function<RuntimeSpec, Runtime> factory, Consumer<OptionSet> check) {

    public RuntimeType {
        check = check.andThen(RecordOptions::check);
    }

    /** Of a type whose options are checked when it starts. */
    public RuntimeType(String word, String summary, int defaultPort, List<Option<?>> options,
            Function<RuntimeSpec, Runtime> factory) {
        this(word, summary, defaultPort, options, factory, set -> { });
    }

    /** Common and own option rows, at their fallbacks. */
    public OptionSet defaults() {
        List<Option<?>> all = new ArrayList<>(CommonOptions.ALL);
        all.addAll(options);
        return OptionSet.of(all, Map.of(CommonOptions.PORT, (long) defaultPort));
    }

    /** Hooks that this type fires. */
    public List<Hook> hooks() {
        return Arrays.stream(Hook.values()).filter(h -> h.types().contains(word)).toList();
    }

    @Override
    public String toString() {
        return word;
    }
}
