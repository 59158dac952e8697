---@meta
-- Generated from the rows of …Natives; not to be edited. Internal: no script can reach these.

---@class socketley.native.cache
---@field commands fun(...): ... Names of the commands, in lower case.
---@field create fun(...): ... Makes a cache.
---@field execute fun(...): ... Runs a command on a cache.
---@field is_command fun(...): ... Whether a lower-case word is a command.

---@class socketley.native.check
---@field nearest fun(...): ... The word among the rest that the first probably meant, or nil.

---@class socketley.native.crypto
---@field decode fun(...): ... Bytes of a text in a form, or nil.
---@field encode fun(...): ... Bytes written in a form.
---@field equal fun(...): ... Whether two strings are equal, in constant time.
---@field hash fun(...): ... Bytes of the hash of a text by an algorithm.
---@field hmac fun(...): ... Bytes of the HMAC of a key and a text by an algorithm.
---@field random fun(...): ... So many bytes that nobody can guess.

---@class socketley.native.db
---@field begin fun(...): ... Begins a transaction of this task; its handle.
---@field close fun(...): ... Closes a database; whether it was open.
---@field exec fun(...): ... Runs a statement; changed rows, then the new row's id.
---@field finish fun(...): ... Commits or rolls back a transaction.
---@field first fun(...): ... First row of a statement by column name, or nil.
---@field lists fun(...): ... Column names, and rows as arrays.
---@field open fun(...): ... Opens the database of a url with a pool of connections_max.
---@field rows fun(...): ... Rows of a statement by column name.
---@field value fun(...): ... First column of the first row, or nil.

---@class socketley.native.http
---@field request fun(...): ... Sends method, url, body, timeout_ms, body_bytes_max, ca_file, insecure, redirects, then names and values; status, body, headers.

---@class socketley.native.http_parts
---@field append fun(...): ... Appends bytes to a file that was created.
---@field create fun(...): ... Creates a file that has no name yet.
---@field decoder fun(...): ... A decoder for bodies of a Content-Type, or nil.
---@field feed fun(...): ... Gives a decoder bytes.
---@field finish fun(...): ... Gives a file its name, or drops it.
---@field step fun(...): ... The decoder's next step: its word, then what it brings.

---@class socketley.native.http_request
---@field begin fun(...): ... Begins a response of a status or nil, names and values; nil when one has begun, false for nobody.
---@field cookies fun(...): ... Values by name of a Cookie field.
---@field decode fun(...): ... Undoes percent signs.
---@field encode fun(...): ... Puts percent signs where a URL needs them.
---@field end_with_peer fun(...): ... A client that ends its stream is gone.
---@field finish fun(...): ... Ends a response with names and values behind its body.
---@field is_open fun(...): ... Whether a response can still be written.
---@field methods fun(...): ... Sets the metatable of requests.
---@field query fun(...): ... First value by name, then all values by name.
---@field read fun(...): ... Next piece of a request's body of at most so many bytes.
---@field trailers fun(...): ... Names and values behind a request's body.
---@field write fun(...): ... Writes a piece of a response; whether more is taken.

---@class socketley.native.json
---@field decode fun(...): ... Value of JSON text; null stays null when asked.
---@field encode fun(...): ... JSON text of a value; lenient writes null for what JSON lacks.
---@field null fun(...): ... The value that stands for JSON's null.

---@class socketley.native.lock
---@field if_equal fun(...): ... Runs a command on a key of a cache, if the key holds a value.
---@field token fun(...): ... A name that nobody can guess.

---@class socketley.native.log
---@field name fun(...): ... Name of the runtime that runs, else of the script.
---@field text fun(...): ... Writes one line to the log at a level.

---@class socketley.native.pubsub
---@field publish fun(...): ... Publishes to a channel of a cache; how many received.
---@field subscribe fun(...): ... Calls a function for each message of a channel.
---@field unsubscribe fun(...): ... Ends a subscription; whether there was one.

---@class socketley.native.runtime
---@field create fun(...): ... Makes a runtime, and starts it when start is true.
---@field get fun(...): ... A description of a runtime, or nil.
---@field list fun(...): ... Names of all runtimes.
---@field metrics fun(...): ... The figures of all runtimes, for Prometheus.
---@field pipe fun(...): ... Pairs clients of two servers, or routes one.
---@field reload fun(...): ... Reloads the script of a runtime.
---@field remove fun(...): ... Stops a runtime and forgets it.
---@field send fun(...): ... Sends the way the runtime's type does.
---@field start fun(...): ... Starts a runtime.
---@field stats fun(...): ... The figures of a runtime, or nil.
---@field stop fun(...): ... Stops a runtime and those it made.

---@class socketley.native.session
---@field token fun(...): ... A name that nobody can guess.

---@class socketley.native.timer
---@field now fun(...): ... Milliseconds of a clock that only goes on.
---@field sleep fun(...): ... Waits for ms milliseconds.
---@field start fun(...): ... Starts a timer of ms, repeated or not, for a function.
---@field stop fun(...): ... Ends the timer of an id if there is one.
