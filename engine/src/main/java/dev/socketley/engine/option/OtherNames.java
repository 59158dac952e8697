package dev.socketley.engine.option;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What options and hooks are called in other programs (nginx, Redis, HAProxy, Node.js), so that the
 * error for such a word can name ours. None of these words is accepted. <b>Thread:</b> any.
 */
final class OtherNames {
    /** Ours, then theirs; if one of theirs stands for several of ours, the first that is known is meant. */
    private static final String ROWS = """
        target          host hostname address addr url uri server connect
        bind            host hostname address addr ip interface listen listen_address
        port            listen listen_port
        backends        upstream upstreams servers server targets proxy_pass
        tls             ssl https secure encrypted
        cert            certificate ssl_certificate certfile cert_file tls_cert tls_cert_file crt
        key             private_key ssl_certificate_key keyfile key_file tls_key tls_key_file
        ca              ssl_client_certificate ca_file cafile tls_ca_cert_file ca_cert
        client_cert     ssl_verify_client request_cert require_client_cert mtls
        http_dir        root static www document_root public docroot webroot dir directory
        http_index      index
        http_fallback   try_files
        http_listing    autoindex
        http_max_age    expires max_age
        http_gzip       gzip compression
        body_bytes_max  client_max_body_size max_body_size body_limit max_body
        head_bytes_max  large_client_header_buffers max_header_size
        request_timeout client_header_timeout header_timeout
        send_timeout    write_timeout
        idle_timeout    timeout keepalive_timeout keep_alive read_timeout
        connect_timeout timeout proxy_connect_timeout
        max_connections maxclients max_clients worker_connections maxconn max_conn connections
        max_connections_per_ip per_ip_max limit_conn
        message_bytes_max maxlen max_length max_payload max_payload_length max_message_size
        password        requirepass auth pass
        master_pw       password pass
        maxmemory       max_memory memory maxbytes
        eviction        maxmemory_policy policy
        persistent      dbfilename file filename db_file snapshot
        append_log      appendonly aof
        fsync           appendfsync
        save            snapshots
        strategy        balance lb load_balance algorithm
        workers         threads worker_processes processes cluster
        framing         delimiter separator
        unix            unixsocket unix_socket socket
        unix_mode       unixsocketperm
        ws_deflate      permessage_deflate per_message_deflate
        ws_origins      origins origin cors
        ws_protocols    subprotocols sub_protocols
        ws_ping         ping ping_interval send_pings_automatically
        rate_limit      limit limit_req
        tick_ms         tick interval
        lua             script_file file
        on_connect      on_open on_connection on_accept on_join
        on_disconnect   on_close on_end on_leave
        on_message      on_data on_line on_receive on_recv on_text
        on_client_message on_line on_packet
        on_http_request on_request on_http on_get on_post handler
        on_http_error   on_error_page error_page
        on_websocket    on_upgrade on_ws
        on_auth         on_login authenticate
        on_start        on_listen on_ready on_init
        on_stop         on_shutdown on_exit
        on_tick         on_timer on_interval
        on_miss         on_load on_get on_cache_miss
        on_write        on_set on_put
        on_delete       on_del on_remove
        """;

    private static final Map<String, List<String>> OURS = new HashMap<>();

    static {
        ROWS.lines().map(row -> row.split(" +")).forEach(words -> {
            for (int i = 1; i < words.length; i++) {
                OURS.computeIfAbsent(words[i], x -> new ArrayList<>()).add(words[0]);
            }
        });
    }

    private OtherNames() {}

    /** The known word that one of theirs means, spelled as known, or null. */
    static String of(String theirs, Collection<String> known) {
        for (String ours : OURS.getOrDefault(plain(theirs), List.of())) {
            for (String word : known) {
                if (plain(word).equals(ours)) {
                    return word;
                }
            }
        }
        return null;
    }

    /** All of ours that an error may name. */
    static List<String> ours() {
        return OURS.values().stream().flatMap(List::stream).distinct().toList();
    }

    private static String plain(String word) {
        return word.replaceFirst("^--", "").replace('-', '_').toLowerCase(Locale.ROOT);
    }
}
