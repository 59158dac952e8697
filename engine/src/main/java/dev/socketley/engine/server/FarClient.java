package dev.socketley.engine.server;

/**
 * The other one of a pair whose servers live on two loops, as the one that lives here sees it. The
 * one here is held until what it sent has been written there, which is the backpressure between
 * the two.
 *
 * <p><b>Thread:</b> the loop of the one here.
 */
final class FarClient extends Client {
    private final Client here;
    private final Client there;

    FarClient(Client here, Client there) {
        super(here.server, there.id);
        this.here = here;
        this.there = there;
    }

    @Override
    Sent write(Outgoing message) {
        Outgoing alone = message.alone();
        here.hold();
        there.server.loop().execute(() -> {
            there.write(alone);
            there.whenQuick(() -> here.server.loop().execute(here::release));
        });
        return Sent.YES;
    }

    @Override
    void leavePair() {
        there.server.loop().execute(() -> {
            if (there.pair() instanceof FarClient far && far.there == here) {
                there.pair(null);
            }
        });
    }

    @Override
    boolean isOpen() {
        return true;
    }

    @Override
    void disconnect() {
        there.server.loop().execute(there::disconnect);
    }

    @Override
    String ip() {
        return there.ip();
    }

    @Override
    void settled() {}
}
