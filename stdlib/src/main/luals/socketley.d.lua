---@meta
-- Declares the global `socketley` for editors. Functions are described where they are written, in
-- src/main/lua/socketley; here is only what no source shows.

---An `ErrorCode` word, the third value of a refused call: compare this, print the second.
---@alias socketley.ErrorCode
---| "EINVAL" # a value has the wrong type, shape or range
---| "EOPTION" # an option of that name does not exist
---| "ETYPE" # a runtime type of that name does not exist
---| "ENAME" # a runtime name is not 1 to 128 letters, digits, '-', '_' or '.'
---| "EEXIST" # a runtime of that name exists already
---| "ENOTFOUND" # nothing of that name exists
---| "ESTATE" # the runtime is not in a state that allows this
---| "ESCRIPT" # a script did not compile or raised an error
---| "ELIMIT" # a limit was reached
---| "EADDRINUSE" # the port or socket is in use by somebody else
---| "EACCES" # the system refuses access
---| "ERESOLVE" # a host or runtime name does not resolve
---| "ECONNECT" # a connection could not be made or was lost
---| "ETLS" # TLS could not be agreed on, or a certificate was refused
---| "ETIMEOUT" # an answer did not come in time
---| "ECLOSED" # the target is closed or closing
---| "EIO" # a file or device failed
---| "EDB" # the database refused or failed
---| "ECACHE" # a cache refused a command; the message is the reply's
---| "EINTERNAL" # an invariant of the engine is broken

---Id of a connection, never used twice while the engine runs.
---@alias socketley.ClientId integer

---Id of a timer of this script: 1, 2, 3…
---@alias socketley.TimerId integer

---Id of a subscription of this script: 1, 2, 3…
---@alias socketley.SubscriptionId integer

---@class socketley.RuntimeInfo
---@field name string
---@field id string six hex digits
---@field type "server"|"client"|"proxy"|"cache"
---@field state "created"|"running"|"stopped"|"failed"
---@field port integer
---@field connections integer
---@field group string
---@field owner? string name of the runtime whose script made it
---@field failure? string why its last start failed

---@class socketley.HttpOptions
---@field url? string http:// or https://
---@field method? string `GET` when left out
---@field body? string
---@field headers? table<string, string|number>
---@field timeout_ms? integer milliseconds until the whole response must be there, 5000
---@field body_bytes_max? integer longest response body that is accepted, 16 MiB
---@field redirects? boolean false does not follow them
---@field ca_file? string PEM certificates to trust instead of the system's, beside the script
---@field insecure? boolean true does not verify the server's certificate

---@class socketley.HttpResponse
---@field ok boolean whether status is 200 to 299
---@field status integer 0 when no response came
---@field body string
---@field headers table<string, string> names in lower case
---@field error? string why no response came
---@field code? socketley.ErrorCode

---@class socketley.DbOptions
---@field rows_max? integer rows that one result may have, 100000
---@field connections_max? integer connections to a database server, 8; SQLite has one

---@class socketley.HttpModule: socketley.http
---@overload fun(options: socketley.HttpOptions|string): socketley.HttpResponse

---@class socketley.LogModule: socketley.log
---@overload fun(...: any)

---A cache by name; every command is a method: `socketley.cache("users"):get("1")`.
---@class socketley.CacheHandle
---@field name string
---@field [string] fun(self: socketley.CacheHandle, ...: string|number): any, string?, socketley.ErrorCode?

---Every command is also a function: `socketley.cache.get("users", "1")`.
---@class socketley.CacheModule: socketley.cache
---@field [string] fun(name: string, ...: string|number): any, string?, socketley.ErrorCode?
---@overload fun(name: string): socketley.CacheHandle
---@overload fun(name: string, config: table): socketley.CacheHandle?, string?, socketley.ErrorCode?

---@class socketley.Library: socketley.runtime, socketley.timer, socketley.pubsub, socketley.json_beside
---@field version string
---@field state table<string, any> outlives reloads; put plain values and tables of them here
---@field on_error? fun(err: { message: string, traceback: string, hook: string, runtime: string }) hears every error of this script
---@field log socketley.LogModule
---@field json socketley.json
---@field auth socketley.auth
---@field http socketley.HttpModule
---@field db socketley.db
---@field cache socketley.CacheModule
---@field ratelimit socketley.ratelimit
---@field lock socketley.lock
---@field leaderboard socketley.leaderboard
---@field session socketley.session
socketley = {}
