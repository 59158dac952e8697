package dev.socketley.engine.server;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.log.Log;

/** Which clients of a server hand their messages to another one. <b>Thread:</b> its loop. */
final class Routes {
    private final ServerRuntime server;

    Routes(ServerRuntime server) {
        this.server = server;
    }

    /** Hands the client's later messages to the server of that name; false when it cannot. */
    boolean route(Client client, String name) {
        Runtime target = server.engine().registry().get(name);
        if (client instanceof Guest || !client.isOpen() || target == server
                || !(target instanceof ServerRuntime other)) {
            return false;
        }
        Guest guest = new Guest(other, client);
        if (!guest.isServed()) {
            return false;
        }
        unroute(client);
        client.route(guest);
        guest.enter();
        return true;
    }

    boolean unroute(Client client) {
        Guest guest = client.route();
        if (guest == null) {
            return false;
        }
        client.route(null);
        guest.leave();
        return true;
    }

    /** Takes the message if the client is routed to a server that runs. */
    boolean tryHand(Client client, byte[] message) {
        Guest guest = client.route();
        if (guest == null) {
            return false;
        }
        if (!guest.isServed()) {
            lost(client, guest);
            return false;
        }
        guest.hand(message);
        return true;
    }

    void lost(Client client, Guest guest) {
        if (client.route() == guest) {
            client.route(null);
            Log.warn("route_lost", "id", client.id, "runtime", server.name(),
                "target", guest.server.name());
        }
    }
}
