-- What wrk does beside sending: other addresses and visitors (PATHS, a file), forms of visitors (FORMS, a file), looking
-- at titles (TITLE), figures as JSON.
local title, file, forms = os.getenv("TITLE"), os.getenv("PATHS"), os.getenv("FORMS")
local threads = {}
wrong = 0

function setup(thread)
  table.insert(threads, thread)
end

if file then
  local paths = {}
  for line in io.lines(file) do
    table.insert(paths, line)
  end
  function request()
    local address = string.format("20.%d.%d.9", math.random(0, 255), math.random(0, 255))
    return wrk.format("GET", paths[math.random(#paths)], { ["Host"] = wrk.headers["Host"], ["X-Forwarded-For"] = address })
  end
end

if forms then
  local filled, number = {}, 0
  for line in io.lines(forms) do
    table.insert(filled, line)
  end
  function request()
    number = number + 1
    local address, form = string.match(filled[number], "^(%S+) (.*)$")
    return wrk.format("POST", nil, {
      ["Host"] = wrk.headers["Host"],
      ["X-Forwarded-For"] = address,
      ["User-Agent"] = "Mozilla/5.0",
      ["Content-Type"] = "application/x-www-form-urlencoded",
    }, form)
  end
  function response(status)
    if status ~= 303 then
      wrong = wrong + 1
    end
  end
end

if title then
  function response(status, headers, body)
    if status ~= 200 or not string.find(body, title, 1, true) then
      wrong = wrong + 1
    end
  end
end

function done(summary, latency, requests)
  local bad, failed = 0, summary.errors
  for _, thread in ipairs(threads) do
    bad = bad + (tonumber(thread:get("wrong")) or 0)
  end
  bad = math.max(bad, failed.status) + failed.connect + failed.read + failed.write + failed.timeout
  io.write(string.format('\n{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "wrong": %d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, bad))
end
