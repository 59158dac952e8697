// What ioredis sees of a cache: node ioredis.js <port>. Prints "good", or fails.
'use strict';
const assert = require('assert');
const Redis = require('ioredis');
const port = Number(process.argv[2]);
const open = () => new (Redis.default || Redis)(port, '127.0.0.1', { maxRetriesPerRequest: 1 });

async function strings(r) {
  assert.strictEqual(await r.set('s', 'v', 'EX', 100), 'OK');
  assert.strictEqual(await r.get('s'), 'v');
  assert.strictEqual(await r.get('none'), null);
  assert.strictEqual(await r.ttl('s'), 100);
  assert.strictEqual(await r.incrby('n', 5), 5);
  assert.deepStrictEqual(await r.mget('s', 'none', 'n'), ['v', null, '5']);
  const bytes = Buffer.from([0, 255, 13, 10]);
  await r.set('b', bytes);
  assert.deepStrictEqual(await r.getBuffer('b'), bytes);
  await assert.rejects(r.lpush('s', 'x'), /WRONGTYPE/);
}

async function collections(r) {
  assert.strictEqual(await r.hset('h', { f: 1, g: 2 }), 2);
  assert.deepStrictEqual(await r.hgetall('h'), { f: '1', g: '2' });
  assert.strictEqual(await r.rpush('l', 'a', 'b', 'c'), 3);
  assert.deepStrictEqual(await r.lrange('l', 0, -1), ['a', 'b', 'c']);
  assert.strictEqual(await r.sadd('t', 'x', 'y', 'x'), 2);
  assert.deepStrictEqual((await r.smembers('t')).sort(), ['x', 'y']);
  assert.strictEqual(await r.zadd('z', 1, 'a', 2.5, 'b'), 2);
  assert.deepStrictEqual(await r.zrange('z', 0, -1, 'WITHSCORES'), ['a', '1', 'b', '2.5']);
  assert.strictEqual(await r.zscore('z', 'b'), '2.5');
  const found = [];
  for await (const keys of r.scanStream({ match: '?', count: 3 })) found.push(...keys);
  assert.deepStrictEqual([...new Set(found)].sort(), ['b', 'h', 'l', 'n', 's', 't', 'z']);
}

async function transactions(r) {
  assert.deepStrictEqual(await r.multi().set('m', 1).incr('m').get('m').exec(),
    [[null, 'OK'], [null, 2], [null, '2']]);
  assert.deepStrictEqual(await r.pipeline().set('p', 1).lpush('p', 2).exec()
    .then(all => [all[0][1], /WRONGTYPE/.test(all[1][0].message)]), ['OK', true]);
  const other = open();
  await r.watch('m');
  await other.set('m', 'changed');
  assert.strictEqual(await r.multi().set('m', 'mine').exec(), null);
  await other.quit();
}

async function waiting(r) {
  const other = open();
  const popped = other.blpop('queue', 20);
  await r.rpush('queue', 'job');
  assert.deepStrictEqual(await popped, ['queue', 'job']);
  assert.deepStrictEqual(await other.bzpopmin('z', 20), ['z', 'a', '1']);
  assert.strictEqual(await other.blpop('queue', 0.01), null);
  await other.quit();
}

async function channels(r) {
  const listener = open();
  const heard = new Promise(done => {
    const all = [];
    const add = (...words) => { if (all.push(words.join(' ')) === 2) done(all.sort()); };
    listener.on('message', (channel, message) => add('message', channel, message));
    listener.on('pmessage', (pattern, channel, message) => add(pattern, channel, message));
  });
  assert.strictEqual(await listener.subscribe('news'), 1);
  assert.strictEqual(await listener.psubscribe('n*'), 2);
  assert.strictEqual(await r.publish('news', 'hi'), 2);
  assert.deepStrictEqual(await heard, ['message news hi', 'n* news hi'].sort());
  assert.strictEqual(await listener.unsubscribe('news'), 1);
  listener.disconnect();
}

async function shards(r) {
  const listener = open();
  const heard = new Promise(done => listener.on('smessage', (c, m) => done([c, m])));
  assert.strictEqual(await listener.ssubscribe('part'), 1);
  assert.strictEqual(await r.spublish('part', 'hi'), 1);
  assert.deepStrictEqual(await heard, ['part', 'hi']);
  assert.strictEqual(await listener.sunsubscribe('part'), 0);
  listener.disconnect();
}

/** ioredis shows no invalidations, neither from redis-server: only that it may ask for them. */
async function tracking(r) {
  const listener = open();
  const id = await listener.client('ID');
  assert.strictEqual(await r.client('TRACKING', 'ON', 'REDIRECT', id), 'OK');
  assert.deepStrictEqual(await r.client('TRACKINGINFO'),
    ['flags', ['on'], 'redirect', id, 'prefixes', []]);
  assert.strictEqual(await r.client('TRACKING', 'OFF'), 'OK');
  listener.disconnect();
}

async function scripts(r) {
  r.defineCommand('add', { numberOfKeys: 1, lua: "return redis.call('INCRBY', KEYS[1], ARGV[1])" });
  assert.strictEqual(await r.add('scripted', 5), 5);
  assert.strictEqual(await r.add('scripted', 5), 10);
  await assert.rejects(r.eval("return redis.call('LPUSH', KEYS[1], 1)", 1, 'scripted'), /WRONGTYPE/);
  assert.strictEqual((await r.eval("local n = 0 for i = 1, 2e6 do n = n + 1 end return n", 0)), 2e6);
}

async function server(r) {
  assert.match(await r.info('server'), /redis_version:7\.2/);
  assert.match(await r.client('LIST'), /laddr=127\.0\.0\.1:\d+/);
  assert.deepStrictEqual(await r.config('GET', 'zset-max-listpack-entries'),
    ['zset-max-listpack-entries', '128']);
  assert.ok(await r.command('COUNT') > 190);
  assert.deepStrictEqual(await r.call('WAITAOF', 0, 0, 0), [0, 0]);
  assert.deepStrictEqual(await r.latency('LATEST'), []);
}

async function main() {
  const r = open();
  await r.flushall();
  for (const part of [strings, collections, transactions, waiting, channels, shards, tracking,
    scripts, server]) await part(r);
  assert.strictEqual(await r.quit(), 'OK');
  console.log('good');
}

main().catch(e => { console.error(e); process.exit(1); });
