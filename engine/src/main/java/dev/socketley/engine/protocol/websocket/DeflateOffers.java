package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.websocket.Extensions.Extension;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Negotiates permessage-deflate, RFC 7692 section 7.1. <b>Thread:</b> any. */
final class DeflateOffers {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";
    private static final Set<String> PARAMETERS =
        Set.of(SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER, SERVER_BITS, CLIENT_BITS);
    /** Of the protocol. Zlib compresses with one of {@link DeflateTerms#BITS_MIN} at least. */
    private static final int PROTOCOL_BITS_MIN = 8;
    private static final int NOT_BITS = -1;

    private DeflateOffers() {}

    /**
     * What a server agreed to.
     *
     * @param answer the value of its {@code Sec-WebSocket-Extensions}
     */
    record Agreed(DeflateTerms terms, String answer) {}

    // ---- servers ----------------------------------------------------------------------------

    /** Accepts the first offer that it can, or null. */
    static Agreed accept(List<String> fields, DeflateSettings settings) {
        for (Extension offer : Extensions.parse(fields)) {
            if (offer.name().equals(NAME) && isWellFormed(offer.parameters())) {
                Agreed agreed = accept(offer.parameters(), settings);
                if (agreed != null) {
                    return agreed;
                }
            }
        }
        return null;
    }

    private static Agreed accept(Map<String, String> offer, DeflateSettings settings) {
        int asked = bits(offer.get(SERVER_BITS), DeflateTerms.BITS_MAX);
        int told = bits(offer.get(CLIENT_BITS), DeflateTerms.BITS_MAX);
        if (asked < DeflateTerms.BITS_MIN || told == NOT_BITS
                || "".equals(offer.get(SERVER_BITS))) {
            return null;
        }
        boolean mayTell = offer.containsKey(CLIENT_BITS);
        DeflateTerms terms = new DeflateTerms(
            settings.dedicated() && !offer.containsKey(SERVER_NO_TAKEOVER),
            Math.min(asked, settings.windowBits()),
            settings.peerTakeover() && !offer.containsKey(CLIENT_NO_TAKEOVER),
            Math.max(DeflateTerms.BITS_MIN,
                mayTell ? Math.min(told, settings.peerBits()) : DeflateTerms.BITS_MAX));
        StringBuilder answer = new StringBuilder(NAME);
        if (!terms.ownTakeover()) {
            answer.append("; ").append(SERVER_NO_TAKEOVER);
        }
        if (!terms.peerTakeover()) {
            answer.append("; ").append(CLIENT_NO_TAKEOVER);
        }
        if (offer.containsKey(SERVER_BITS) || terms.ownBits() < DeflateTerms.BITS_MAX) {
            answer.append("; ").append(SERVER_BITS).append('=').append(terms.ownBits());
        }
        if (mayTell && terms.peerBits() < Math.max(told, DeflateTerms.BITS_MIN)) {
            answer.append("; ").append(CLIENT_BITS).append('=').append(terms.peerBits());
        }
        return new Agreed(terms, answer.toString());
    }

    /** Known parameters, and no value where there is none to be. */
    private static boolean isWellFormed(Map<String, String> parameters) {
        return parameters != null && PARAMETERS.containsAll(parameters.keySet())
            && parameters.getOrDefault(SERVER_NO_TAKEOVER, "").isEmpty()
            && parameters.getOrDefault(CLIENT_NO_TAKEOVER, "").isEmpty();
    }

    /** A window without leading zeros, {@code most} when there is none, or {@link #NOT_BITS}. */
    private static int bits(String value, int most) {
        if (value == null || value.isEmpty()) {
            return most;
        }
        for (int bits = PROTOCOL_BITS_MIN; bits <= most; bits++) {
            if (value.equals(Integer.toString(bits))) {
                return bits;
            }
        }
        return NOT_BITS;
    }

    // ---- clients ----------------------------------------------------------------------------

    static String offer(DeflateSettings settings) {
        StringBuilder offer = new StringBuilder(NAME);
        if (!settings.dedicated()) {
            offer.append("; ").append(CLIENT_NO_TAKEOVER);
        }
        if (!settings.peerTakeover()) {
            offer.append("; ").append(SERVER_NO_TAKEOVER);
        }
        if (settings.peerBits() < DeflateTerms.BITS_MAX) {
            offer.append("; ").append(SERVER_BITS).append('=').append(settings.peerBits());
        }
        offer.append("; ").append(CLIENT_BITS);
        if (settings.windowBits() < DeflateTerms.BITS_MAX) {
            offer.append('=').append(settings.windowBits());
        }
        return offer.toString();
    }

    /**
     * Reads a server's answer.
     *
     * @param settings what was offered, or null for nothing
     * @return null when the server wants no compression
     * @throws ProtocolException when it is no answer to what was offered
     */
    static DeflateTerms answered(List<String> fields, DeflateSettings settings)
            throws ProtocolException {
        List<Extension> answers = Extensions.parse(fields);
        if (answers.isEmpty()) {
            return null;
        }
        Map<String, String> answer = answers.getFirst().parameters();
        if (settings == null || answers.size() > 1 || !answers.getFirst().name().equals(NAME)
                || !isWellFormed(answer) || "".equals(answer.get(SERVER_BITS))
                || "".equals(answer.get(CLIENT_BITS))) {
            throw new ProtocolException(0, "server chose extensions that were not offered: "
                + String.join(", ", fields));
        }
        int peerBits = bits(answer.get(SERVER_BITS), DeflateTerms.BITS_MAX);
        int ownBits = bits(answer.get(CLIENT_BITS), settings.windowBits());
        if (peerBits == NOT_BITS || peerBits > settings.peerBits()
                || ownBits < DeflateTerms.BITS_MIN
                || !settings.peerTakeover() && !answer.containsKey(SERVER_NO_TAKEOVER)) {
            throw new ProtocolException(0, "server chose a window or context that was not offered");
        }
        return new DeflateTerms(settings.dedicated() && !answer.containsKey(CLIENT_NO_TAKEOVER),
            ownBits, !answer.containsKey(SERVER_NO_TAKEOVER),
            Math.max(DeflateTerms.BITS_MIN, peerBits));
    }
}
