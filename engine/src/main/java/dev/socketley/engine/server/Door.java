package dev.socketley.engine.server;

import dev.socketley.engine.net.Network;
import dev.socketley.engine.protocol.websocket.MessageKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where clients come in, one kind for each sort of socket. <b>Thread:</b> the server's loop. */
interface Door {
    /** For a server that only other servers route clients to. */
    Door NONE = new Door() {
        @Override
        public CompletionStage<Integer> open(Network network, String bind, int port) {
            return CompletableFuture.completedFuture(0);
        }

        @Override
        public void serve() {}

        @Override
        public void quiesce() {}

        @Override
        public CompletionStage<Void> close(Duration drain) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Binds; returns the port it got. */
    CompletionStage<Integer> open(Network network, String bind, int port);

    /** Begins to take clients. */
    void serve();

    /** Takes no more clients and reads no more of those that are here. */
    void quiesce();

    /** Closes the clients, after their queued output if there is time for that. */
    CompletionStage<Void> close(Duration drain);

    /** The server's live options changed. */
    default void changed() {}

    /** Whether one more client may be served. */
    default boolean mayEnter(Client client) {
        return true;
    }

    /** A client is served from now on. */
    default void entered(Client client) {}

    /** Sends a message to all clients of other loops. */
    default void sendFar(byte[] message, MessageKind kind, Client except) {}

    /** Completes when all that other loops had read by now has been taken. */
    default CompletionStage<Void> taken() {
        return CompletableFuture.completedFuture(null);
    }

    /** A client cannot be reached any more. */
    default void left(Client client) {}
}
