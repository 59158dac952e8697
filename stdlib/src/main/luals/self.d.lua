---@meta
-- Generated from the rows of SelfMethods and Hook; not to be edited.

---What hooks of a server see as `self`.
---@class socketley.Server
---@field name string
local server = {}

---Sends a message to every connected client.
---@param message string
function server.broadcast(message) end

---Sends a message to one client; false when there is no such client.
---@param client_id integer
---@param message string
---@return boolean
function server.send(client_id, message) end

---Number of connected clients.
---@return integer
function server.connections() end

---Ids of the connected clients.
---@return integer[]
function server.clients() end

---Sends a message to each client of a list.
---@param client_ids integer[]
---@param message string
function server.multicast(client_ids, message) end

---Closes a client's connection after what is queued for it has been sent; false when there is no such client.
---@param client_id integer
---@return boolean
function server.disconnect(client_id) end

---The client's address, or an empty string for an unknown client.
---@param client_id integer
---@return string
function server.peer_ip(client_id) end

---cookie, origin, protocol and authorization of a WebSocket's request; nil for others.
---@param client_id integer
---@return table<string, string>?
function server.ws_headers(client_id) end

---Keeps a value with the connection until it closes; nil forgets it.
---@param client_id integer
---@param key string
---@param value string?
function server.set_data(client_id, key, value) end

---A value kept with the connection.
---@param client_id integer
---@param key string
---@return string?
function server.get_data(client_id, key) end

---Hands the client's further messages to another server.
---@param client_id integer
---@param target string
---@return boolean
function server.route(client_id, target) end

---Takes a routed client back.
---@param client_id integer
---@return boolean
function server.unroute(client_id) end

---Name of the server the client is routed to.
---@param client_id integer
---@return string?
function server.get_route(client_id) end

---Sends to a client of the server that made this one.
---@param client_id integer
---@param message string
---@return boolean
function server.owner_send(client_id, message) end

---Sends to every client of the server that made this one.
---@param message string
---@return boolean
function server.owner_broadcast(message) end

---Puts a client into a named group; it leaves when it disconnects.
---@param client_id integer
---@param group string
function server.join_group(client_id, group) end

---Takes a client out of a group.
---@param client_id integer
---@param group string
function server.leave_group(client_id, group) end

---Sends a message to every client of a group.
---@param group string
---@param message string
function server.group_send(group, message) end

---@type socketley.Server
self = {}

---Hooks, as fields of a runtime's config or as global functions.
---@class socketley.Hooks
---@field on_start? fun(): ... The runtime is open; peers are served after it has ended. (cache, client, proxy, server)
---@field on_stop? fun(): ... The last hook, with connections still open, under stop-ms-max. (cache, client, proxy, server)
---@field on_reload? fun(): ... The script was reloaded: called in its new version instead of on_start. (cache, client, proxy, server)
---@field on_tick? fun(dt_ms: any): ... Every tick_ms milliseconds; a tick still running is not doubled. (cache, client, proxy, server)
---@field on_auth? fun(client_id: any): ... First hook of a connection; only true lets it stay. A proxy in HTTP mode calls it per request with (client_id, request). (proxy, server)
---@field on_connect? fun(client_id: any): ... A connection was accepted or made. (client, proxy, server)
---@field on_disconnect? fun(client_id: any): ... A connection is gone. (client, proxy, server)
---@field on_message? fun(message: any): ... A message arrived. On a server it replaces the relay. (client, server)
---@field on_client_message? fun(client_id: any, message: any): ... A message of one client, before on_message; false drops it, true says it is handled: neither relay nor on_message. (server)
---@field on_send? fun(message: any): ... A message is sent to all clients, or by a client. (client, server)
---@field on_http_request? fun(request: any): ... An HTTP request; the result is the response {status=, headers=, body=} or a string as body; nil is 404. (server)
---@field on_websocket? fun(client_id: any, headers: any): ... A WebSocket was opened; false closes it. (server)
---@field on_master_auth? fun(client_id: any, password: any): ... A client asks to be master; only true lets it. (server)
---@field on_route? fun(method: any, path: any, request: any): ... Chooses the backend: an index from 0, or a name; nil falls back to round robin. In TCP mode it has no arguments. (proxy)
---@field on_proxy_request? fun(client_id: any, data: any): ... Bytes on the way to the backend; a string replaces them, nil drops them, anything else lets them pass. (proxy)
---@field on_proxy_response? fun(client_id: any, data: any): ... Bytes on the way to the client; as on_proxy_request. (proxy)
---@field on_miss? fun(key: any): ... A missing key is read; the results are value and ttl in seconds, which are stored and returned. (cache)
---@field on_write? fun(key: any, value: any, ttl: any): ... A key was written; ttl in seconds, 0 for none. (cache)
---@field on_delete? fun(key: any): ... A key was deleted. (cache)
---@field on_expire? fun(key: any): ... A key's time to live ran out. (cache)
---@field on_error? fun(err: any): ... A hook or timer of this runtime raised: {message, traceback, hook, runtime}. (cache, client, proxy, server)
