package dev.socketley.lua;

import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Runs Lua 5.2 instructions.
 *
 * <p>Calls from Lua to Lua stay inside one {@link #execute}: the caller's registers and place are
 * kept in the {@link CallStack}. The dispatch loop must stay under 8000 bytes of JVM code, beyond
 * which HotSpot does not compile it, so that everything rare lives in {@link Ops}.
 */
final class Interpreter {
    private static final LuaValue NIL = LuaValue.NIL;
    private static final LuaValue TRUE = LuaValue.TRUE;
    private static final LuaValue FALSE = LuaValue.FALSE;
    private static final int SBX = 131071;
    /** Returns the open results. */
    private static final int[] RETURN_ALL = {31};

    private Interpreter() {}

    /** Runs {@code cl} on the frame {@code r} until it returns; null if its coroutine yielded. */
    static Varargs execute(LuaState st, Closure cl, LuaValue[] r) {
        CallStack cs = st.stack;
        return execute(st, cs, cs.push(r), LuaValue.NONE);
    }

    /** Goes on in the topmost frame of a coroutine, whose call has given {@code v}. */
    static Varargs resume(LuaState st, Varargs v) {
        return execute(st, st.stack, 0, v);
    }

    static Varargs execute(LuaState st, CallStack cs, final int base, Varargs results) {
        int d = cs.depth - 1;
        LuaValue[] r = cs.frames[d];
        Closure cl = (Closure) r[r.length - 1];
        LuaCode c = cl.code;
        int[] code = c.code;
        LuaValue[] k = c.constants;
        int pc = cs.pcs[d];
        Varargs v = results;
        int from = pc == 0 ? 0 : code[pc - 1] >>> 6 & 0xff;
        try {
            if (LuaPolls.ON && --st.fuel < 0) {
                st.refuel();
            }
            if (--c.patience < 0) {
                Jit.hot(c);
            }
            for (;;) {
                int i = code[pc++];
                int a = i >>> 6 & 0xff;
                switch (i & 0x3f) {
                    case 0: // MOVE
                        r[a] = r[i >>> 23];
                        continue;
                    case 1: // LOADK
                        r[a] = k[i >>> 14];
                        continue;
                    case 2: // LOADKX
                        r[a] = k[code[pc++] >>> 6];
                        continue;
                    case 3: // LOADBOOL
                        r[a] = i >>> 23 != 0 ? TRUE : FALSE;
                        if ((i & 0x1ff << 14) != 0) {
                            pc++;
                        }
                        continue;
                    case 4: // LOADNIL
                        for (int b = i >>> 23; b >= 0; b--) {
                            r[a++] = NIL;
                        }
                        continue;
                    case 5: { // GETUPVAL
                        Closure.UpVal u = cl.up[i >>> 23];
                        r[a] = u.cells[u.index];
                        continue;
                    }
                    case 6: { // GETTABUP
                        Closure.UpVal u = cl.up[i >>> 23];
                        LuaValue t = u.cells[u.index];
                        LuaValue key = (i & 0x400000) != 0 ? k[i >>> 14 & 0xff] : r[i >>> 14 & 0xff];
                        LuaValue x;
                        if (t instanceof Table tab && (x = tab.rawget(key)) != NIL) {
                            r[a] = x;
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.index(st, t, key);
                        }
                        continue;
                    }
                    case 7: { // GETTABLE
                        LuaValue t = r[i >>> 23];
                        LuaValue key = (i & 0x400000) != 0 ? k[i >>> 14 & 0xff] : r[i >>> 14 & 0xff];
                        LuaValue x;
                        if (t instanceof Table tab
                                && (x = key instanceof LuaInteger n ? tab.rawget(n.v)
                                    : tab.rawget(key)) != NIL) {
                            r[a] = x;
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.index(st, t, key);
                        }
                        continue;
                    }
                    case 8: { // SETTABUP
                        Closure.UpVal u = cl.up[a];
                        cs.pcs[d] = pc;
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        Ops.setIndex(st, u.cells[u.index], b > 0xff ? k[b & 0xff] : r[b],
                            cc > 0xff ? k[cc & 0xff] : r[cc]);
                        continue;
                    }
                    case 9: { // SETUPVAL
                        Closure.UpVal u = cl.up[i >>> 23];
                        u.cells[u.index] = r[a];
                        continue;
                    }
                    case 10: { // SETTABLE
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue key = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue x = cc > 0xff ? k[cc & 0xff] : r[cc];
                        if (r[a] instanceof Table tab && tab.hasNoMeta()
                                && key instanceof LuaInteger n) {
                            tab.rawset(n.v, x);
                        } else {
                            cs.pcs[d] = pc;
                            Ops.setIndex(st, r[a], key, x);
                        }
                        continue;
                    }
                    case 11: // NEWTABLE
                        r[a] = Ops.newTable(i >>> 23, i >>> 14 & 0x1ff);
                        continue;
                    case 12: { // SELF
                        LuaValue t = r[i >>> 23];
                        LuaValue key = (i & 0x400000) != 0 ? k[i >>> 14 & 0xff] : r[i >>> 14 & 0xff];
                        r[a + 1] = t;
                        cs.pcs[d] = pc;
                        LuaValue x;
                        r[a] = t instanceof Table tab && (x = tab.rawget(key)) != NIL
                            ? x : Ops.index(st, t, key);
                        continue;
                    }
                    case 13: { // ADD
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            r[a] = LuaInteger.valueOf((long) m.v + n.v);
                        } else if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
                            r[a] = LuaDouble.valueOf(m.todouble() + n.todouble());
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.arith(st, Ops.ADD, x, y);
                        }
                        continue;
                    }
                    case 14: { // SUB
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            r[a] = LuaInteger.valueOf((long) m.v - n.v);
                        } else if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
                            r[a] = LuaDouble.valueOf(m.todouble() - n.todouble());
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.arith(st, Ops.SUB, x, y);
                        }
                        continue;
                    }
                    case 15: { // MUL
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        long product;
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n
                                && (product = (long) m.v * n.v) != 0) {
                            r[a] = LuaInteger.valueOf(product);
                        } else if (x instanceof LuaDouble m && y instanceof LuaDouble n) {
                            r[a] = LuaDouble.valueOf(m.todouble() * n.todouble());
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.arith(st, Ops.MUL, x, y);
                        }
                        continue;
                    }
                    case 17: { // MOD
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n && n.v > 0) {
                            r[a] = LuaInteger.valueOf(Math.floorMod(m.v, n.v));
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.arith(st, Ops.MOD, x, y);
                        }
                        continue;
                    }
                    case 16: // DIV
                    case 18: { // POW
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        cs.pcs[d] = pc;
                        r[a] = Ops.arith(st, (i & 0x3f) - 13, b > 0xff ? k[b & 0xff] : r[b],
                            cc > 0xff ? k[cc & 0xff] : r[cc]);
                        continue;
                    }
                    case 19: { // UNM
                        cs.pcs[d] = pc;
                        r[a] = Ops.negate(st, r[i >>> 23]);
                        continue;
                    }
                    case 20: // NOT
                        r[a] = r[i >>> 23].toboolean() ? FALSE : TRUE;
                        continue;
                    case 21: // LEN
                        cs.pcs[d] = pc;
                        r[a] = Ops.length(st, r[i >>> 23]);
                        continue;
                    case 22: // CONCAT
                        cs.pcs[d] = pc;
                        r[a] = Ops.concat(st, r, i >>> 23, i >>> 14 & 0x1ff);
                        continue;
                    case 23: { // JMP
                        int jump = (i >>> 14) - SBX;
                        if (a > 0) {
                            ((Extra) r[r.length - 2]).close(a - 1);
                        }
                        pc += jump;
                        if (jump >= 0) {
                            continue;
                        }
                        break;
                    }
                    case 24: { // EQ
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        boolean same = x == y && !(x instanceof LuaDouble);
                        if (!same) {
                            cs.pcs[d] = pc;
                            same = Ops.equal(st, x, y);
                        }
                        if (same != (a != 0)) {
                            pc++;
                            continue;
                        }
                        int jump = (code[pc] >>> 14) - SBX;
                        if (jump >= 0 && (code[pc] & 0x3fc0) == 0) {
                            pc += jump + 1;
                        }
                        continue;
                    }
                    case 25: { // LT
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        boolean less;
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            less = m.v < n.v;
                        } else {
                            cs.pcs[d] = pc;
                            less = Ops.less(st, x, y);
                        }
                        if (less != (a != 0)) {
                            pc++;
                            continue;
                        }
                        int jump = (code[pc] >>> 14) - SBX;
                        if (jump >= 0 && (code[pc] & 0x3fc0) == 0) {
                            pc += jump + 1;
                        }
                        continue;
                    }
                    case 26: { // LE
                        int b = i >>> 23;
                        int cc = i >>> 14 & 0x1ff;
                        LuaValue x = b > 0xff ? k[b & 0xff] : r[b];
                        LuaValue y = cc > 0xff ? k[cc & 0xff] : r[cc];
                        boolean less;
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            less = m.v <= n.v;
                        } else {
                            cs.pcs[d] = pc;
                            less = Ops.lessEqual(st, x, y);
                        }
                        if (less != (a != 0)) {
                            pc++;
                            continue;
                        }
                        int jump = (code[pc] >>> 14) - SBX;
                        if (jump >= 0 && (code[pc] & 0x3fc0) == 0) {
                            pc += jump + 1;
                        }
                        continue;
                    }
                    case 27: { // TEST
                        LuaValue x = r[a];
                        if ((x == NIL || x == FALSE) == ((i & 0x1ff << 14) != 0)) {
                            pc++;
                            continue;
                        }
                        int jump = (code[pc] >>> 14) - SBX;
                        if (jump >= 0 && (code[pc] & 0x3fc0) == 0) {
                            pc += jump + 1;
                        }
                        continue;
                    }
                    case 28: { // TESTSET
                        LuaValue x = r[i >>> 23];
                        if ((x == NIL || x == FALSE) == ((i & 0x1ff << 14) != 0)) {
                            pc++;
                        } else {
                            r[a] = x;
                        }
                        continue;
                    }
                    case 29: // CALL
                    case 30: { // TAILCALL
                        LuaValue f = r[a];
                        int b = i >>> 23;
                        cs.pcs[d] = pc;
                        if (f instanceof Closure g
                                && !(g.code.compiled && cs.room > 0 && cs.isDirect())) {
                            LuaCode gc = g.code;
                            if (gc.library && (i & 0x3f) == 30 && !c.library) {
                                i ^= 29 ^ 30;
                            }
                            if (gc.compiled && cs.room > 0) {
                                if ((i & 0x3f) == 30 && d == base) {
                                    if (c.hasChildren) {
                                        ((Extra) r[r.length - 2]).close(0);
                                    }
                                    cs.depth = d;
                                    return new TailCall(g, Ops.arguments(r, a + 1, b, v, from));
                                }
                                if ((i & 0x3f) == 30) {
                                    cs.depth = d;
                                }
                                cs.enterCompiled();
                                int wanted = i >>> 14 & 0x1ff;
                                if (wanted == 2 && b != 0) {
                                    r[a] = HotCalls.one(st, g, r, a, b);
                                } else {
                                    v = gc.body.invoke(st, g, Ops.arguments(r, a + 1, b, v, from));
                                    from = a;
                                    if (wanted > 1) {
                                        Ops.spread(r, a, wanted - 1, v);
                                    }
                                }
                                cs.depth = d + 1;
                                continue;
                            }
                            // A frame that has taken another's place is one longer.
                            LuaValue[] nr = new LuaValue[gc.frame + (i & 0x3f) - 29];
                            nr[nr.length - 1] = g;
                            if (gc.extra || b == 0) {
                                Ops.enter(g, nr, r, a, b, v, from);
                            } else {
                                int n = b - 1;
                                int params = gc.params;
                                if (n >= params) {
                                    n = params;
                                } else {
                                    for (int j = n; j < params; j++) {
                                        nr[j] = NIL;
                                    }
                                }
                                for (int j = 0; j < n; j++) {
                                    nr[j] = r[a + 1 + j];
                                }
                            }
                            if ((i & 0x3f) == 29) {
                                if (d + 1 >= cs.frames.length) {
                                    cs.grow();
                                }
                                d++;
                            } else if (c.hasChildren) {
                                ((Extra) r[r.length - 2]).close(0);
                            }
                            cs.frames[d] = nr;
                            cs.pcs[d] = 0;
                            cs.depth = d + 1;
                            r = nr;
                            cl = g;
                            c = gc;
                            code = gc.code;
                            k = gc.constants;
                            pc = 0;
                            if (LuaPolls.ON && --st.fuel < 0) {
                                st.refuel();
                            }
                            if (--gc.patience < 0) {
                                Jit.hot(gc);
                            }
                            continue;
                        }
                        int want = i >>> 14 & 0x1ff;
                        if (cs.isDirect() && Coroutine.mayYield(f, r, a, b)) {
                            v = st.running.call(f, Ops.arguments(r, a + 1, b, v, from));
                            if (v == null) {
                                return null;
                            }
                            from = a;
                            if (want > 1 && (i & 0x3f) == 29) {
                                Ops.spread(r, a, want - 1, v);
                            }
                        } else if (want != 2 || !(f instanceof LuaFunction)) {
                            Varargs given = Ops.arguments(r, a + 1, b, v, from);
                            v = Ops.callAny(st, f, given);
                            from = a;
                            if (want == 1) {
                                v = LuaValue.NONE;
                            } else if (want != 0 && (i & 0x3f) == 29) {
                                Ops.spread(r, a, want - 1, v);
                            }
                        } else {
                            r[a] = switch (b) {
                                case 1 -> f.call().arg1();
                                case 2 -> f.call(r[a + 1]).arg1();
                                case 3 -> f.call(r[a + 1], r[a + 2]).arg1();
                                case 4 -> f.call(r[a + 1], r[a + 2], r[a + 3]).arg1();
                                default -> f.invoke(Ops.arguments(r, a + 1, b, v, from)).arg1();
                            };
                        }
                        cs.depth = d + 1;
                        continue;
                    }
                    case 31: { // RETURN
                        int b = i >>> 23;
                        if (c.hasChildren) {
                            ((Extra) r[r.length - 2]).close(0);
                        }
                        if (d == base) {
                            cs.depth = d;
                            return switch (b) {
                                case 1 -> LuaValue.NONE;
                                case 2 -> r[a];
                                default -> Ops.arguments(r, a, b, v, from);
                            };
                        }
                        cs.depth = d--;
                        LuaValue[] pr = cs.frames[d];
                        cl = (Closure) pr[pr.length - 1];
                        c = cl.code;
                        code = c.code;
                        k = c.constants;
                        pc = cs.pcs[d];
                        int ci = code[pc - 1];
                        int ca = ci >>> 6 & 0xff;
                        int want = ci >>> 14 & 0x1ff;
                        if (want == 2) {
                            pr[ca] = b == 2 ? r[a] : b == 1 ? NIL : Ops.first(r, a, b, v, from);
                        } else if (want != 1) {
                            v = b == 1 ? LuaValue.NONE : Ops.arguments(r, a, b, v, from);
                            from = ca;
                            if (want != 0) {
                                Ops.spread(pr, ca, want - 1, v);
                            }
                        } else {
                            v = LuaValue.NONE;
                        }
                        r = pr;
                        continue;
                    }
                    case 32: { // FORLOOP
                        if (r[a] instanceof LuaInteger x && r[a + 1] instanceof LuaInteger limit
                                && r[a + 2] instanceof LuaInteger step) {
                            long next = (long) x.v + step.v;
                            if (step.v > 0 ? next > limit.v : next < limit.v) {
                                continue;
                            }
                            r[a + 3] = r[a] = LuaInteger.valueOf((int) next);
                        } else if (!Ops.forLoop(r, a)) {
                            continue;
                        }
                        pc += (i >>> 14) - SBX;
                        break;
                    }
                    case 33: // FORPREP
                        cs.pcs[d] = pc;
                        Ops.forPrepare(r, a);
                        pc += (i >>> 14) - SBX;
                        continue;
                    case 34: { // TFORCALL
                        cs.pcs[d] = pc;
                        int want = i >>> 14 & 0x1ff;
                        if (!st.iteration.advance(r, a, want)) {
                            Ops.spread(r, a + 3, want, Ops.iterate(st, r[a], r[a + 1], r[a + 2]));
                            cs.depth = d + 1;
                        }
                        continue;
                    }
                    case 35: // TFORLOOP
                        if (r[a + 1] == NIL) {
                            continue;
                        }
                        r[a] = r[a + 1];
                        pc += (i >>> 14) - SBX;
                        break;
                    case 36: { // SETLIST
                        int block = i >>> 14 & 0x1ff;
                        if (block == 0) {
                            block = code[pc++] >>> 6;
                        }
                        Ops.setList((Table) r[a], r, a, i >>> 23, (block - 1) * 50, v, from);
                        continue;
                    }
                    case 37: // CLOSURE
                        r[a] = Ops.closure(cl, c.children[i >>> 14], r);
                        continue;
                    case 38: { // VARARG
                        Varargs all = ((Extra) r[r.length - 2]).varargs;
                        int b = i >>> 23;
                        if (b == 0) {
                            v = all;
                            from = a;
                        } else {
                            Ops.spread(r, a, b - 1, all);
                        }
                        continue;
                    }
                    case LuaCode.ADDK: {
                        LuaValue x = r[i >>> 23];
                        LuaValue y = k[i >>> 14 & 0xff];
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            r[a] = LuaInteger.valueOf((long) m.v + n.v);
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.arith(st, Ops.ADD, x, y);
                        }
                        continue;
                    }
                    case LuaCode.SUBK: {
                        LuaValue x = r[i >>> 23];
                        LuaValue y = k[i >>> 14 & 0xff];
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            r[a] = LuaInteger.valueOf((long) m.v - n.v);
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.arith(st, Ops.SUB, x, y);
                        }
                        continue;
                    }
                    case LuaCode.LTK: {
                        LuaValue x = r[i >>> 23];
                        LuaValue y = k[i >>> 14 & 0xff];
                        boolean less;
                        if (x instanceof LuaInteger m && y instanceof LuaInteger n) {
                            less = m.v < n.v;
                        } else {
                            cs.pcs[d] = pc;
                            less = Ops.less(st, x, y);
                        }
                        if (less != (a != 0)) {
                            pc++;
                            continue;
                        }
                        int jump = (code[pc] >>> 14) - SBX;
                        if (jump >= 0 && (code[pc] & 0x3fc0) == 0) {
                            pc += jump + 1;
                        }
                        continue;
                    }
                    case LuaCode.FIELD: {
                        LuaValue t = r[i >>> 23];
                        LuaValue key = k[i >>> 14 & 0xff];
                        LuaValue x;
                        if (t instanceof Table tab && (x = tab.get((LuaString) key)) != NIL) {
                            r[a] = x;
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.index(st, t, key);
                        }
                        continue;
                    }
                    case LuaCode.GLOBAL_FIELD: {
                        LuaValue t = HotCalls.get(cl, i >>> 23);
                        LuaValue key = k[i >>> 14 & 0xff];
                        LuaValue x = Ops.field(t, key, k[code[pc] >>> 14 & 0xff]);
                        if (x != NIL) {
                            r[a] = x;
                            pc++;
                        } else {
                            cs.pcs[d] = pc;
                            r[a] = Ops.index(st, t, key);
                        }
                        continue;
                    }
                    default:
                        throw new IllegalStateException("opcode " + (i & 0x3f));
                }
                // What has jumped back comes here.
                if (LuaPolls.ON && --st.fuel < 0) {
                    cs.pcs[d] = pc - ((i >>> 14) - SBX);
                    st.refuel();
                }
                if (--c.patience < 0) {
                    Varargs all = Jit.loop(st, r, pc, d);
                    if (all != null) {
                        if (all instanceof TailCall && d == base) {
                            return all;
                        }
                        v = HotCalls.finish(st, all);
                        cs.depth = d + 1;
                        from = 0;
                        code = RETURN_ALL;
                        pc = 0;
                    }
                }
            }
        } catch (LuaThrown e) {
            throw e;
        } catch (LuaError e) {
            cs.pcs[d] = pc;
            cs.depth = Math.max(cs.depth, d + 1);
            throw Faults.locate(e, cs, d);
        } catch (StackOverflowError e) {
            cs.pcs[d] = pc;
            throw Faults.overflow(cs, d);
        }
    }

    /** Whether a value is a string or number, which concatenate and coerce. */
    static boolean textual(LuaValue v) {
        return v instanceof LuaString || v.type() == LuaValue.TNUMBER;
    }
}
