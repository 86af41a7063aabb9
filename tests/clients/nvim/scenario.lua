-- Walks a connector in a real Neovim, with the recipe of docs/editors/neovim.md as it stands there.
--   nvim --headless --clean -c 'luafile tests/clients/nvim/scenario.lua'
-- `destination-writer` must be on PATH. Prints a line for each check; exit status 0 when all of them passed.

local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
local project = vim.fn.fnamemodify(here, ':h:h:h')
local sources = '/src/main/kotlin/io/airbyte/integrations/destination/postgres'
local suite = '/src/test-integration/kotlin/io/airbyte/integrations/destination/postgres/component/PostgresTableOperationsTest.kt'
local passed, failed = 0, 0

local function say(text)
  io.stdout:write(text .. '\n')
end

local function check(what, ok, seen)
  if ok then
    passed = passed + 1
    say('ok   ' .. what)
  else
    failed = failed + 1
    say('FAIL ' .. what .. ': ' .. vim.inspect(seen):gsub('%s+', ' '))
  end
end

-- Waits while Neovim's event loop runs, and returns the value that `ask` came up with.
local function until_(what, ask)
  local value
  local function asked()
    value = ask()
    return value
  end
  if not vim.wait(20000, asked, 25) then
    error('waited in vain for ' .. what, 0)
  end
  return value
end

-- The fenced block of the recipe for this Neovim.
local function recipe()
  local heading = vim.lsp.config and '## Neovim 0.11' or vim.lsp.start and '## Neovim 0.8' or '## Neovim 0.7'
  local text = table.concat(vim.fn.readfile(project .. '/docs/editors/neovim.md'), '\n')
  local from = assert(text:find(heading, 1, true), 'no ' .. heading)
  return assert(text:match('```lua\n(.-)```', from))
end

-- The commands of the page, as they stand there.
local function run_commands()
  local text = table.concat(vim.fn.readfile(project .. '/docs/editors/neovim.md'), '\n')
  local from = assert(text:find('## Running a checkpoint', 1, true), 'no commands for runs')
  return assert(text:match('```lua\n(.-)```', from))
end

-- In a build whose wrapper lets every test pass but one.
local function copy_connector()
  local scratch = vim.fn.tempname()
  vim.fn.mkdir(scratch, 'p')
  vim.fn.system({ 'cp', '-R', project .. '/tests/clients/connector/destination-postgres', scratch })
  vim.fn.system({ 'cp', project .. '/tests/clients/gradle/gradlew', scratch })
  vim.fn.writefile({ "include ':destination-postgres'" }, scratch .. '/settings.gradle')
  local class = 'io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest'
  vim.fn.writefile({ vim.fn.json_encode({
    tests = { [class] = { 'connect to database', 'create and drop namespaces' } },
    fails = { ['connect to database'] = { type = 'java.net.ConnectException', message = 'Connection refused' } },
  }) }, scratch .. '/plan.json')
  return vim.loop.fs_realpath(scratch .. '/destination-postgres')
end

local function client()
  for _, one in pairs(vim.lsp.buf_get_clients(0)) do
    if one.name == 'destination_writer' and one.initialized then
      return one
    end
  end
end

local function request(method, params)
  local answer, problem = client().request_sync(method, params, 20000, 0)
  assert(answer, method .. ': ' .. tostring(problem))
  assert(not answer.err, method .. ': ' .. vim.inspect(answer.err))
  return answer.result
end

-- Puts the cursor on the first place of a text.
local function go_to(text)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { row, column - 1 })
      return row
    end
  end
  error('no ' .. text .. ' in ' .. vim.fn.expand('%'), 0)
end

local function diagnostics(code)
  return vim.tbl_filter(function(one)
    return code == nil or (one.code or (one.user_data and one.user_data.lsp and one.user_data.lsp.code)) == code
  end, vim.diagnostic.get(0))
end

local function stubs()
  return diagnostics('DW101')
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

local function shown(hover)
  local contents = hover and hover.contents or ''
  return type(contents) == 'string' and contents or contents.value or vim.inspect(contents)
end

-- Quick fixes where the cursor is, best first.
local function quick_fixes()
  local params = vim.lsp.util.make_range_params(0, client().offset_encoding)
  params.context = { diagnostics = {}, only = { 'quickfix' } }
  local actions = vim.tbl_filter(function(action)
    return not action.disabled
  end, request('textDocument/codeAction', params) or {})
  table.sort(actions, function(a, b)
    return a.isPreferred == true and b.isPreferred ~= true
  end)
  return actions
end

local function apply(action)
  if not action.edit then
    action = request('codeAction/resolve', action)
  end
  vim.lsp.util.apply_workspace_edit(action.edit, client().offset_encoding)
end

local function walk(connector)
  assert(load(recipe()))()
  vim.cmd('edit ' .. vim.fn.fnameescape(connector .. sources .. '/sql/PostgresSqlGenerator.kt'))
  check('the file is Kotlin', vim.bo.filetype == 'kotlin', vim.bo.filetype)
  until_('the server', client)
  check('the recipe starts the server', true)
  check('the root is the connector', client().config.root_dir == connector, client().config.root_dir)

  until_('four stubs', function() return #stubs() == 4 end)
  local lines = vim.tbl_map(function(one) return one.lnum + 1 end, stubs())
  table.sort(lines)
  check('stubs are reported on their lines', vim.deep_equal(lines, { 12, 15, 20, 22 }), lines)

  go_to('TODO("Phase 3")')
  local params = vim.lsp.util.make_position_params(0, client().offset_encoding)
  local hover = shown(request('textDocument/hover', params))
  check('hover on a stub speaks of its phase', hover:find('Phase 3', 1, true) ~= nil, hover)

  local lenses = request('textDocument/codeLens', { textDocument = vim.lsp.util.make_text_document_params() }) or {}
  check('code lenses on the stubs', #lenses >= 4, lenses)

  go_to('TODO("Phase 2")')
  local actions = quick_fixes()
  check('a quick fix is offered on the stub', #actions > 0, actions)
  apply(actions[1])
  check('the quick fix wrote the body', text():find('CREATE SCHEMA IF NOT EXISTS', 1, true) ~= nil, text())
  until_('three stubs', function() return #stubs() == 3 end)
  check('the stub is gone from the diagnostics', true)
  vim.cmd('silent write')

  vim.cmd('edit ' .. vim.fn.fnameescape(connector .. sources .. '/client/PostgresAirbyteClient.kt'))
  until_('the stubs of the client', function() return client() and #stubs() == 10 end)
  check('the stubs of the client', true)
  go_to('TableOperationsClient {')
  params = vim.lsp.util.make_position_params(0, client().offset_encoding)
  hover = shown(request('textDocument/hover', params))
  check('hover on a CDK type explains it', hover:find('TableOperationsClient', 1, true) ~= nil, hover)
  local symbols = request('workspace/symbol', { query = 'upsertTable' }) or {}
  check('workspace symbols know the stub', #symbols > 0, symbols)

  vim.cmd('edit ' .. vim.fn.fnameescape(connector .. suite))
  until_('the server in the suite', client)
  vim.fn.mkdir(connector .. '/build/test-results/integrationTestNonDocker', 'p')
  vim.fn.system({ 'cp', project .. '/tests/clients/results/TEST-namespaces.xml',
    connector .. '/build/test-results/integrationTestNonDocker/' })
  local failures = until_('the failure', function()
    local found = vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR })
    return #found > 0 and found
  end)
  local line = go_to('override fun `create and drop namespaces`')
  check('one failure, on the line of its test', #failures == 1 and failures[1].lnum + 1 == line, failures)
  check('the failure says what the database said', failures[1].message:find('syntax error', 1, true) ~= nil, failures[1].message)

  assert(load(run_commands()))()
  local window = vim.api.nvim_get_current_win()
  go_to('super.`connect to database`')
  vim.cmd('DwTest')
  local verdict = until_('the verdict of the test', function()
    return vim.bo.buftype == 'nofile' and text()
  end)
  check('a run of a test shows its verdict', verdict:find('✗ connect to database', 1, true) ~= nil, verdict)
  vim.cmd('close')
  vim.api.nvim_set_current_win(window)
  line = go_to('override fun `connect to database`')
  until_('the failure of the run', function()
    return #vim.tbl_filter(function(one)
      return one.lnum + 1 == line and one.message:find('Connection refused', 1, true)
    end, vim.diagnostic.get(0)) > 0
  end)
  check('its failure is on the line of its test', true)
  vim.cmd('DwCheckpoint 2')
  verdict = until_('the verdict of the checkpoint', function()
    return vim.bo.buftype == 'nofile' and text()
  end)
  check('a run of a checkpoint shows what blocks the phase',
    verdict:find('Phase 2 Validation Results', 1, true) ~= nil and verdict:find('BLOCKER', 1, true) ~= nil, verdict)
  vim.cmd('close')
  vim.api.nvim_set_current_win(window)

  local id = client().id
  vim.lsp.stop_client(id)
  until_('the server to end', function() return vim.lsp.client_is_stopped(id) end)
  check('the server ends when asked', true)
end

local connector = copy_connector()
local ok, problem = pcall(walk, connector)
if not ok then
  check('the walk came to its end', false, problem)
end
vim.fn.delete(vim.fn.fnamemodify(connector, ':h'), 'rf')
say(passed .. ' passed, ' .. failed .. ' failed')
vim.cmd(failed == 0 and 'qall!' or 'cquit 1')
