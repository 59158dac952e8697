-- Objects of one class: methods found through __index.
local Account = {}
Account.__index = Account

function Account.new(balance) return setmetatable({ balance = balance, moves = 0 }, Account) end

function Account:deposit(amount)
  self.balance = self.balance + amount
  self.moves = self.moves + 1
end

function Account:withdraw(amount)
  if amount > self:available() then return false end
  self.balance = self.balance - amount
  self.moves = self.moves + 1
  return true
end

function Account:available() return self.balance end

return {
  n = 300000, smoke = 100,
  run = function(n)
    local account = Account.new(100)
    local refused = 0
    for i = 1, n do
      account:deposit(i % 10)
      if not account:withdraw(i % 13) then refused = refused + 1 end
    end
    assert(account.moves == 2 * n - refused)
    assert(account:available() >= 0)
  end,
}
