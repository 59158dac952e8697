-- Planets under gravity: floating-point fields of a few tables.
local sqrt = math.sqrt
local SOLAR_MASS = 4 * math.pi ^ 2
local YEAR = 365.24

local function body(mass, x, y, z, vx, vy, vz)
  return { mass = mass * SOLAR_MASS, x = x, y = y, z = z,
    vx = vx * YEAR, vy = vy * YEAR, vz = vz * YEAR }
end

local function system()
  return {
    body(1, 0, 0, 0, 0, 0, 0),
    body(9.54791938424326609e-04, 4.84143144246472090e+00, -1.16032004402742839e+00,
      -1.03622044471123109e-01, 1.66007664274403694e-03, 7.69901118419740425e-03,
      -6.90460016972063023e-05),
    body(2.85885980666130812e-04, 8.34336671824457987e+00, 4.12479856412430479e+00,
      -4.03523417114321381e-01, -2.76742510726411904e-03, 4.99852801234917238e-03,
      2.30417297573763929e-05),
    body(4.36624404335156298e-05, 1.28943695621391310e+01, -1.51111514016986312e+01,
      -2.23307578892655734e-01, 2.96460137564761618e-03, 2.37847173959480950e-03,
      -2.96589568540237556e-05),
    body(5.15138902046611451e-05, 1.53796971148509165e+01, -2.59193146099879641e+01,
      1.79258772950371181e-01, 2.68067772490389322e-03, 1.62824170038242295e-03,
      -9.51592254519715870e-05),
  }
end

local function settle(bodies)
  local px, py, pz = 0, 0, 0
  for _, b in ipairs(bodies) do
    px, py, pz = px + b.vx * b.mass, py + b.vy * b.mass, pz + b.vz * b.mass
  end
  local sun = bodies[1]
  sun.vx, sun.vy, sun.vz = -px / SOLAR_MASS, -py / SOLAR_MASS, -pz / SOLAR_MASS
end

local function energy(bodies)
  local e = 0
  for i, a in ipairs(bodies) do
    e = e + 0.5 * a.mass * (a.vx ^ 2 + a.vy ^ 2 + a.vz ^ 2)
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      e = e - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local function advance(bodies, dt)
  local count = #bodies
  for i = 1, count do
    local a = bodies[i]
    local x, y, z, mass = a.x, a.y, a.z, a.mass
    local vx, vy, vz = a.vx, a.vy, a.vz
    for j = i + 1, count do
      local b = bodies[j]
      local dx, dy, dz = x - b.x, y - b.y, z - b.z
      local square = dx * dx + dy * dy + dz * dz
      local pull = dt / (square * sqrt(square))
      local theirs, ours = b.mass * pull, mass * pull
      vx, vy, vz = vx - dx * theirs, vy - dy * theirs, vz - dz * theirs
      b.vx, b.vy, b.vz = b.vx + dx * ours, b.vy + dy * ours, b.vz + dz * ours
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = x + dt * vx, y + dt * vy, z + dt * vz
  end
end

return {
  n = 10000, smoke = 50,
  run = function(n)
    local bodies = system()
    settle(bodies)
    local before = energy(bodies)
    assert(math.abs(before + 0.169075164) < 1e-9)
    for _ = 1, n do advance(bodies, 0.01) end
    assert(math.abs(energy(bodies) - before) < 1e-4)
  end,
}
