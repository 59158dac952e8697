package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Eviction;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.stats.Metric;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** {@code INFO}: what the cache is and does, by the names that Redis's tools look for. */
final class InfoCommand {
    /** One part of the answer. */
    private record Section(String name, boolean isUsual, BiConsumer<CacheContext, Lines> body) {
    }

    private static final List<Section> SECTIONS = List.of(
        new Section("Server", true, InfoCommand::server),
        new Section("Clients", true, InfoCommand::clients),
        new Section("Memory", true, InfoCommand::memory),
        new Section("Persistence", true, InfoCommand::persistence),
        new Section("Stats", true, InfoCommand::stats),
        new Section("Replication", true, InfoCommand::replication),
        new Section("CPU", true, InfoCommand::cpu),
        new Section("Modules", true, (context, to) -> { }),
        new Section("Commandstats", false, InfoCommand::commands),
        new Section("Errorstats", true, InfoCommand::errors),
        new Section("Latencystats", false, InfoCommand::latencies),
        new Section("Cluster", true, (context, to) -> to.add("cluster_enabled", 0)),
        new Section("Keyspace", true, InfoCommand::keyspace));
    private static final long MS_PER_SECOND = 1000;
    private static final long SECONDS_PER_DAY = 86_400;

    private InfoCommand() {
    }

    /** The lines of a section. */
    static final class Lines {
        private final StringBuilder text = new StringBuilder();

        Lines add(String key, Object value) {
            text.append(key).append(':').append(value).append("\r\n");
            return this;
        }
    }

    static Reply run(Call call) {
        Set<String> wanted = new HashSet<>();
        for (int i = 1; i < call.count(); i++) {
            wanted.add(call.args().text(i).toLowerCase(Locale.ROOT));
        }
        boolean all = wanted.contains("all") || wanted.contains("everything");
        boolean usual = wanted.isEmpty() || wanted.contains("default");
        Lines to = new Lines();
        for (Section each : SECTIONS) {
            if (all || usual && each.isUsual()
                    || wanted.contains(each.name().toLowerCase(Locale.ROOT))) {
                to.text.append(to.text.isEmpty() ? "# " : "\r\n# ").append(each.name())
                    .append("\r\n");
                each.body().accept(call.context(), to);
            }
        }
        return Reply.text(to.text.toString());
    }

    /** A number with two digits behind the point. */
    static String decimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void server(CacheContext context, Lines to) {
        long seconds = context.uptimeMs() / MS_PER_SECOND;
        long nowMs = context.keyspace().now();
        to.add("redis_version", CacheContext.REDIS_VERSION).add("redis_git_sha1", "00000000")
            .add("redis_git_dirty", 0).add("redis_build_id", "0").add("redis_mode", "standalone")
            .add("server_name", "socketley")
            .add("os", System.getProperty("os.name") + " " + System.getProperty("os.version")
                + " " + System.getProperty("os.arch"))
            .add("arch_bits", 64).add("java_version", System.getProperty("java.version"))
            .add("process_id", ProcessHandle.current().pid()).add("run_id", context.runId())
            .add("tcp_port", context.port()).add("server_time_usec", nowMs * MS_PER_SECOND)
            .add("uptime_in_seconds", seconds).add("uptime_in_days", seconds / SECONDS_PER_DAY)
            .add("hz", 10).add("configured_hz", 10).add("executable", "").add("config_file", "")
            .add("io_threads_active", 0);
    }

    private static void clients(CacheContext context, Lines to) {
        long subscribed = context.clients().all().stream().filter(Client::isSubscribed).count();
        to.add("connected_clients", context.clients().all().size())
            .add("cluster_connections", 0)
            .add("maxclients", ConfigTable.shown(context, "maxclients"))
            .add("client_recent_max_input_buffer", 0).add("client_recent_max_output_buffer", 0)
            .add("blocked_clients", context.blocked().count())
            .add("tracking_clients", context.tracking().clientCount())
            .add("pubsub_clients", subscribed).add("clients_in_timeout_table", 0)
            .add("total_blocking_keys", 0);
    }

    private static void memory(CacheContext context, Lines to) {
        Eviction eviction = context.eviction();
        long used = context.keyspace().memoryBytes();
        context.stats().holds(context.keyspace().size(), used);
        Runtime machine = Runtime.getRuntime();
        long heap = machine.totalMemory() - machine.freeMemory();
        bytes(to, "used_memory", used);
        long resident = ProcessFigures.residentBytes();
        bytes(to, "used_memory_rss", resident);
        bytes(to, "used_memory_peak", context.stats().memoryPeakBytes());
        to.add("used_memory_dataset", used).add("used_memory_overhead", 0)
            .add("used_memory_startup", 0).add("used_memory_heap", heap);
        bytes(to, "total_system_memory", ProcessFigures.machineBytes());
        bytes(to, "maxmemory", eviction.bytesMax());
        to.add("maxmemory_policy", eviction.policy().word())
            .add("mem_fragmentation_ratio",
                decimals(used == 0 ? 1 : (double) resident / used))
            .add("number_of_cached_scripts", context.scripts().count())
            .add("mem_allocator", "jvm").add("active_defrag_running", 0)
            .add("lazyfree_pending_objects", 0).add("lazyfreed_objects", 0);
    }

    private static void bytes(Lines to, String key, long bytes) {
        to.add(key, bytes).add(key + "_human", human(bytes));
    }

    static String human(long bytes) {
        double value = bytes;
        for (String unit : List.of("B", "K", "M", "G", "T")) {
            if (value < 1024 || unit.equals("T")) {
                return unit.equals("B") ? bytes + "B" : decimals(value) + unit;
            }
            value /= 1024;
        }
        throw new AssertionError();
    }

    private static void persistence(CacheContext context, Lines to) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("loading", 0);
        fields.put("async_loading", 0);
        fields.put("rdb_changes_since_last_save", 0);
        fields.put("rdb_bgsave_in_progress", 0);
        fields.put("rdb_last_save_time", 0);
        fields.put("rdb_last_bgsave_status", "ok");
        fields.put("aof_enabled", 0);
        fields.put("aof_rewrite_in_progress", 0);
        fields.put("aof_rewrite_scheduled", 0);
        fields.put("aof_last_bgrewrite_status", "ok");
        fields.put("aof_last_write_status", "ok");
        fields.putAll(context.files().info());
        fields.forEach(to::add);
    }

    private static void stats(CacheContext context, Lines to) {
        CacheStats stats = context.stats();
        Server server = context.server();
        to.add("total_connections_received", context.openedCount())
            .add("total_commands_processed", stats.commands())
            .add("instantaneous_ops_per_sec", stats.perSecond())
            .add("total_net_input_bytes", server.count(Metric.BYTES_IN))
            .add("total_net_output_bytes", server.count(Metric.BYTES_OUT))
            .add("rejected_connections", server.count(Metric.REFUSED_CONNECTIONS))
            .add("sync_full", 0).add("sync_partial_ok", 0).add("sync_partial_err", 0)
            .add("expired_keys", stats.expired()).add("evicted_keys", context.eviction().evicted())
            .add("evicted_clients", 0)
            .add("client_output_buffer_limit_disconnections",
                server.count(Metric.LOST_CONNECTIONS))
            .add("keyspace_hits", stats.hits()).add("keyspace_misses", stats.misses())
            .add("pubsub_channels", context.channels().names(Channels.Kind.CHANNEL).size())
            .add("pubsub_patterns", context.channels().names(Channels.Kind.PATTERN).size())
            .add("pubsubshard_channels", context.channels().names(Channels.Kind.SHARD).size())
            .add("tracking_total_keys", context.tracking().keyCount())
            .add("tracking_total_prefixes", context.tracking().prefixCount())
            .add("latest_fork_usec", 0).add("total_forks", 0).add("migrate_cached_sockets", 0)
            .add("slave_expires_tracked_keys", 0)
            .add("total_error_replies", context.commandStats().errorReplies());
    }

    private static void replication(CacheContext context, Lines to) {
        context.replication().info().forEach(to::add);
        to.add("master_failover_state", "no-failover").add("master_replid", context.runId())
            .add("master_replid2", "0".repeat(40)).add("master_repl_offset", context.replication().position())
            .add("second_repl_offset", -1).add("repl_backlog_active", 0)
            .add("repl_backlog_size", 0).add("repl_backlog_first_byte_offset", 0)
            .add("repl_backlog_histlen", 0);
    }

    private static void cpu(CacheContext context, Lines to) {
        double[] seconds = ProcessFigures.cpuSeconds();
        to.add("used_cpu_sys", String.format(Locale.ROOT, "%.6f", seconds[1]))
            .add("used_cpu_user", String.format(Locale.ROOT, "%.6f", seconds[0]));
    }

    private static void commands(CacheContext context, Lines to) {
        CommandStats stats = context.commandStats();
        for (Command row : CommandTable.COUNTED) {
            if (stats.isUsed(row)) {
                to.add("cmdstat_" + row.lowerName(), stats.line(row));
            }
        }
    }

    private static void latencies(CacheContext context, Lines to) {
        CommandStats stats = context.commandStats();
        for (Command row : CommandTable.COUNTED) {
            String line = stats.percentiles(row);
            if (line != null) {
                to.add("latency_percentiles_usec_" + row.lowerName(), line);
            }
        }
    }

    private static void errors(CacheContext context, Lines to) {
        context.commandStats().errors().forEach(
            (word, count) -> to.add("errorstat_" + word, "count=" + count));
    }

    private static void keyspace(CacheContext context, Lines to) {
        Keyspace keys = context.keyspace();
        keys.databases().stream().sorted(Comparator.comparingInt(Store::index))
            .filter(store -> store.size() > 0)
            .forEach(store -> to.add("db" + store.index(), "keys=" + store.size()
                + ",expires=" + store.expiringCount() + ",avg_ttl=0"));
    }
}
