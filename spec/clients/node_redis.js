// What node-redis sees of a cache: node node_redis.js <port> <2|3>. Prints "good", or fails.
'use strict';
const assert = require('assert');
const { createClient, BasicClientSideCache } = require('redis');
const [port, protocol] = process.argv.slice(2).map(Number);

async function open() {
  const client = createClient({ RESP: protocol,
    socket: { port, host: '127.0.0.1', reconnectStrategy: false } });
  client.on('error', e => { console.error(e); process.exit(1); });
  await client.connect();
  return client;
}

async function strings(r) {
  assert.strictEqual(await r.set('s', 'v', { EX: 100 }), 'OK');
  assert.strictEqual(await r.get('s'), 'v');
  assert.strictEqual(await r.get('none'), null);
  assert.strictEqual(await r.ttl('s'), 100);
  assert.strictEqual(await r.incrBy('n', 5), 5);
  assert.deepStrictEqual(await r.mGet(['s', 'none', 'n']), ['v', null, '5']);
  await assert.rejects(r.lPush('s', 'x'), /WRONGTYPE/);
}

async function collections(r) {
  assert.strictEqual(await r.hSet('h', { f: '1', g: '2' }), 2);
  assert.deepStrictEqual({ ...await r.hGetAll('h') }, { f: '1', g: '2' });
  assert.strictEqual(await r.rPush('l', ['a', 'b', 'c']), 3);
  assert.deepStrictEqual(await r.lRange('l', 0, -1), ['a', 'b', 'c']);
  assert.strictEqual(await r.sAdd('t', ['x', 'y', 'x']), 2);
  assert.deepStrictEqual([...await r.sMembers('t')].sort(), ['x', 'y']);
  assert.strictEqual(await r.zAdd('z', [{ score: 1, value: 'a' }, { score: 2.5, value: 'b' }]), 2);
  assert.deepStrictEqual((await r.zRangeWithScores('z', 0, -1)).map(e => [e.value, e.score]),
    [['a', 1], ['b', 2.5]]);
  assert.strictEqual(await r.zScore('z', 'b'), 2.5);
  const found = [];
  for await (const keys of r.scanIterator({ MATCH: '?' })) found.push(...[keys].flat());
  assert.deepStrictEqual([...new Set(found)].sort(), ['h', 'l', 'n', 's', 't', 'z']);
}

async function transactions(r) {
  assert.deepStrictEqual(await r.multi().set('m', '1').incr('m').get('m').exec(), ['OK', 2, '2']);
  const other = await open();
  await r.watch('m');
  await other.set('m', 'changed');
  await assert.rejects(r.multi().set('m', 'mine').exec(), e => /watch/i.test(e.name + e.message));
  await other.close();
}

async function waiting(r) {
  const other = await open();
  const popped = other.blPop('queue', 20);
  await r.rPush('queue', 'job');
  assert.deepStrictEqual({ ...await popped }, { key: 'queue', element: 'job' });
  assert.deepStrictEqual({ ...await other.bzPopMin('z', 20) }, { key: 'z', value: 'a', score: 1 });
  assert.strictEqual(await other.blPop('queue', 0.01), null);
  await other.close();
}

async function channels(r) {
  const listener = await open();
  let add;
  const heard = new Promise(done => {
    const all = [];
    add = words => { if (all.push(words) === 2) done(all.sort()); };
  });
  await listener.subscribe('news', (message, channel) => add('channel ' + channel + ' ' + message));
  await listener.pSubscribe('n*', (message, channel) => add('pattern ' + channel + ' ' + message));
  assert.strictEqual(await r.publish('news', 'hi'), 2);
  assert.deepStrictEqual(await heard, ['channel news hi', 'pattern news hi']);
  await listener.unsubscribe('news');
  await listener.pUnsubscribe('n*');
  await listener.close();
}

async function shards(r) {
  const listener = await open();
  const heard = new Promise(done => listener.sSubscribe('part', (m, c) => done([c, m])));
  while (!(await r.pubSubShardNumSub(['part'])).part) await new Promise(setImmediate);
  assert.strictEqual(await r.sPublish('part', 'hi'), 1);
  assert.deepStrictEqual(await heard, ['part', 'hi']);
  await listener.sUnsubscribe('part');
  await listener.close();
}

async function cached(r) {
  if (protocol !== 3) return;
  const cache = new BasicClientSideCache({ ttl: 0, maxEntries: 0, evictPolicy: 'LRU' });
  const client = createClient({ RESP: 3, clientSideCache: cache,
    socket: { port, host: '127.0.0.1', reconnectStrategy: false } });
  client.on('error', e => { console.error(e); process.exit(1); });
  await client.connect();
  await r.set('kept', '1');
  assert.strictEqual(await client.get('kept'), '1');
  assert.strictEqual(await client.get('kept'), '1');
  assert.strictEqual(cache.stats().hitCount, 1);
  const told = new Promise(done => cache.once('invalidate', done));
  await r.set('kept', '2');
  await told;
  assert.strictEqual(await client.get('kept'), '2');
  await client.close();
}

async function server(r) {
  const add = { SCRIPT: "return redis.call('INCRBY', KEYS[1], ARGV[1])" };
  assert.strictEqual(await r.eval(add.SCRIPT, { keys: ['scripted'], arguments: ['5'] }), 5);
  assert.strictEqual((await r.clientList())[0].db, 0);
  assert.ok((await r.clientInfo()).laddr.startsWith('127.0.0.1:'));
  assert.deepStrictEqual({ ...await r.configGet('zset-max-listpack-entries') },
    { 'zset-max-listpack-entries': '128' });
  assert.ok((await r.commandCount()) > 190);
  assert.strictEqual((await r.commandInfo(['get']))[0].arity, 2);
  assert.deepStrictEqual(await r.latencyLatest(), []);
  assert.deepStrictEqual({ ...(await r.clientTrackingInfo()) }.redirect, -1);
}

async function main() {
  const r = await open();
  await r.flushAll();
  for (const part of [strings, collections, transactions, waiting, channels, shards, cached,
    server]) await part(r);
  await r.close();
  console.log('good');
}

main().catch(e => { console.error(e); process.exit(1); });
