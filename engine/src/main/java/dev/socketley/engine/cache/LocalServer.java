package dev.socketley.engine.cache;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Server;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import java.util.List;
import java.util.stream.Stream;

/** Stands behind a cache that nothing serves. Thread: the cache's home loop. */
final class LocalServer implements Server {
    private final CacheContext context;
    private OptionSet options = OptionSet.of(
        Stream.of(CommonOptions.ALL, CacheOptions.ALL).<Option<?>>flatMap(List::stream).toList());

    LocalServer(CacheContext context) {
        this.context = context;
    }

    @Override
    public OptionSet options() {
        return options;
    }

    @Override
    public void change(OptionSet next) {
        options = next;
        CacheOptions.apply(next, context);
    }
}
