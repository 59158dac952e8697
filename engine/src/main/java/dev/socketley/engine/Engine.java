package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.EventLoops;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.net.OpenFiles;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.Nearest;
import dev.socketley.engine.option.OptionSet;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The loops, the network and the runtimes of one process. <b>Thread:</b> any. <b>Owns:</b> all of
 * it; {@link #close} stops every runtime and ends the loops.
 */
public final class Engine implements AutoCloseable {
    private final List<RuntimeType> types;
    private final EventLoops loops;
    private final Network network;
    private final Registry registry = new Registry();
    private final PubSub pubSub = new PubSub();
    private final Map<Class<?>, Object> provided = new ConcurrentHashMap<>();
    private final Instant started = Instant.now();

    /**
     * @param types     rows, usually {@code RuntimeTypes.ALL}
     * @param loopCount event loops, 1 or more
     */
    public Engine(List<RuntimeType> types, Transport transport, int loopCount) {
        this(types, () -> transport, loopCount);
    }

    /** @param transport asked when something is first opened */
    public Engine(List<RuntimeType> types, Supplier<Transport> transport, int loopCount) {
        this.types = types;
        this.loops = new EventLoops(transport, loopCount);
        this.network = new Network(loops);
        Log.info("engine_started", "loops", loopCount);
    }

    /** Gives runtimes an implementation that only a module above this one has. */
    public <T> void provide(Class<T> spi, T implementation) {
        provided.put(spi, implementation);
    }

    /** What was given to {@link #provide}, or null. */
    public <T> T provided(Class<T> spi) {
        return spi.cast(provided.get(spi));
    }

    public List<RuntimeType> types() {
        return types;
    }

    /**
     * Whose an option is that some type does not have: other types, or the whole program.
     *
     * @param key as in Lua or as a flag
     * @return such as {@code client, proxy}, or an empty string where nobody has it
     */
    public String optionIsFor(String key) {
        List<String> others = types.stream().filter(t -> t.defaults().row(key) != null)
            .map(RuntimeType::word).toList();
        OptionSet program = provided(OptionSet.class);
        return !others.isEmpty() ? String.join(", ", others)
            : program == null || program.row(key) == null ? ""
            : "the whole program: socketley --" + program.row(key).key() + "=… --lua file.lua";
    }

    public Network network() {
        return network;
    }

    public EventLoops loops() {
        return loops;
    }

    public Registry registry() {
        return registry;
    }

    public PubSub pubSub() {
        return pubSub;
    }

    public Instant started() {
        return started;
    }

    /** @throws EngineException ETYPE, naming the nearest type there is */
    public RuntimeType type(String word) {
        for (RuntimeType type : types) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        List<String> words = types.stream().map(RuntimeType::word).toList();
        throw new EngineException(ErrorCode.ETYPE, "unknown runtime type '" + word + "'"
            + Nearest.hint(word, words) + " (types: " + String.join(", ", words) + ")");
    }

    /**
     * Makes a runtime; it does nothing until it is started.
     *
     * @param options of {@code type}'s rows
     * @param owner   name of the runtime whose script makes it, or an empty string
     * @param home    the script's loop, or null for any
     * @throws EngineException ENAME for a bad name, EEXIST for a taken one, ELIMIT where the system
     *                         lets the process open too few files
     */
    public Runtime create(RuntimeType type, String name, OptionSet options, Hooks hooks,
            String owner, EventLoop home) {
        OpenFiles.check();
        Registry.checkName(name);
        registry.checkFree(name);
        EventLoop loop = home == null ? loops.next() : home;
        Runtime runtime = type.factory().apply(new RuntimeSpec(this, type, name, registry.newId(),
            owner, loop, options, hooks));
        registry.add(runtime);
        return runtime;
    }

    /** Stops a runtime, then those it made, each as its {@code on-parent-stop} says. */
    public CompletionStage<Void> stop(Runtime runtime) {
        return stop(runtime, ConcurrentHashMap.newKeySet());
    }

    private CompletionStage<Void> stop(Runtime runtime, Set<Runtime> underWay) {
        return runtime.stop().thenCompose(x -> forOwned(runtime, underWay));
    }

    /** Stops or removes those it made, each once: two may have made each other, one anew. */
    private CompletionStage<Void> forOwned(Runtime parent, Set<Runtime> underWay) {
        underWay.add(parent);
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        for (Runtime child : registry.ownedBy(parent.name())) {
            boolean removes = child.option(CommonOptions.ON_PARENT_STOP).equals("remove");
            all = all.thenCompose(x -> !underWay.add(child)
                ? CompletableFuture.completedFuture(null)
                : removes ? remove(child, underWay) : stop(child, underWay));
        }
        return all;
    }

    /** Stops a runtime if it runs, and those it made, and removes it. */
    public CompletionStage<Void> remove(Runtime runtime) {
        return remove(runtime, ConcurrentHashMap.newKeySet());
    }

    private CompletionStage<Void> remove(Runtime runtime, Set<Runtime> underWay) {
        return runtime.end().thenCompose(x -> forOwned(runtime, underWay)).thenRunAsync(() -> {
            registry.remove(runtime);
            runtime.hooks().removed(runtime);
            Log.info("runtime_removed", "name", runtime.name());
        }, runtime.loop());
    }

    /** Stops every runtime, all at once, each under its own deadline. */
    public CompletionStage<Void> stopAll() {
        return CompletableFuture.allOf(registry.all().stream()
            .map(r -> r.stop().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    /** Stops every runtime and ends the loops; returns when both are done. Not on a loop. */
    @Override
    public void close() {
        stopAll().toCompletableFuture().join();
        loops.close();
    }
}
