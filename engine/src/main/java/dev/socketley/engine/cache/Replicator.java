package dev.socketley.engine.cache;

import dev.socketley.engine.Target;
import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Replication;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.net.HostPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The part of a cache among others that hold the same: followed by some, or following one.
 *
 * <p>Thread: the cache's home loop.
 */
final class Replicator implements Replication {
    private static final Reply FOLLOWS = Reply.error("ERR this cache follows another one itself");
    private static final Reply NO_CONNECTION = Reply.error("ERR only a connection can follow a cache");

    private final CacheRuntime runtime;
    private final Followers followers;
    private LeaderLink link;

    Replicator(CacheRuntime runtime, Followers followers) {
        this.runtime = runtime;
        this.followers = followers;
    }

    /** Follows whom the option names, or nobody. */
    void settle() {
        String wanted = runtime.option(CacheOptions.REPLICATE);
        if (wanted.equals(link == null ? "" : link.leader().toString())) {
            return;
        }
        unfollow();
        if (!wanted.isEmpty()) {
            followers.loseAll("this cache follows another one now");
            link = new LeaderLink(runtime, Target.of(wanted));
            link.connect();
        }
    }

    private void unfollow() {
        if (link != null) {
            link.end();
            link = null;
        }
    }

    /** The cache stops: followers are sent what there is. */
    void close() {
        unfollow();
        followers.hand();
        followers.end();
    }

    /** The time by which keys end: that of the cache that is followed. */
    long nowMs(long ownMs) {
        return link == null ? ownMs : link.nowMs(ownMs);
    }

    int followers() {
        return followers.all().size();
    }

    @Override
    public boolean isFollowing() {
        return link != null;
    }

    @Override
    public Reply follow(Client client, Place from) {
        if (link != null) {
            return FOLLOWS;
        }
        return client instanceof Session session && session.output().follow(followers, from)
            ? Reply.OK : NO_CONNECTION;
    }

    @Override
    public void published(byte[]... command) {
        followers.published(command);
    }

    @Override
    public void turn() {
        followers.turn();
    }

    @Override
    public void replaced() {
        followers.loseAll("all keys were loaded anew");
        if (link != null) {
            link.forgetPlace();
        }
    }

    @Override
    public Reply role() {
        if (link == null) {
            return Reply.array(Reply.bulk("master"), Reply.integer(position()),
                Reply.array(followers.all().stream().map(Replicator::described).toArray(Reply[]::new)));
        }
        HostPort at = at();
        String state = switch (link.state()) {
            case CONNECTING, ENDED -> "connect";
            case LOADING -> "sync";
            case FOLLOWING -> "connected";
        };
        return Reply.array(Reply.bulk("slave"), Reply.bulk(at.host()), Reply.integer(at.port()),
            Reply.bulk(state), Reply.integer(link.position()));
    }

    private static Reply described(Follower each) {
        HostPort at = HostPort.parse(each.address());
        return Reply.array(Reply.bulk(at == null ? each.address() : at.host()),
            Reply.bulk(at == null ? "0" : "" + at.port()), Reply.bulk("" + Math.max(0, each.known())));
    }

    /** Where the leader is, or its name while that cannot be told. */
    private HostPort at() {
        HostPort at = link.leader().locate(runtime.engine().registry());
        return at == null ? new HostPort(link.leader().toString(), 0) : at;
    }

    @Override
    public Map<String, Object> info() {
        Map<String, Object> to = new LinkedHashMap<>();
        to.put("role", link == null ? "master" : "slave");
        if (link != null) {
            HostPort at = at();
            to.put("master_host", at.host());
            to.put("master_port", at.port());
            to.put("master_link_status", link.state() == LeaderLink.State.FOLLOWING ? "up" : "down");
            to.put("master_sync_in_progress", link.state() == LeaderLink.State.LOADING ? 1 : 0);
            to.put("slave_read_only", 1);
        }
        List<Follower> all = followers.all();
        to.put("master_repl_offset", position());
        to.put("repl_backlog_histlen", followers.keptBytes());
        to.put("sync_full", followers.begunCount());
        to.put("sync_partial_ok", followers.resumedCount());
        to.put("connected_slaves", all.size());
        for (int i = 0; i < all.size(); i++) {
            HostPort at = HostPort.parse(all.get(i).address());
            to.put("slave" + i, String.format(Locale.ROOT, "ip=%s,port=%d,state=%s,offset=%d,lag=%d",
                at == null ? all.get(i).address() : at.host(), at == null ? 0 : at.port(),
                all.get(i).isComplete() ? "online" : "send_bulk", Math.max(0, all.get(i).known()),
                TimeUnit.NANOSECONDS.toSeconds(all.get(i).silentNanos())));
        }
        return to;
    }

    @Override
    public long position() {
        return link == null ? followers.position() : link.position();
    }

    @Override
    public int have(long position) {
        return followers.have(position);
    }

    @Override
    public Runnable whenHave(long position, long count, Runnable work) {
        return followers.whenHave(position, count, work);
    }
}
