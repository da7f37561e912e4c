-- Sends POST, to each target of the arguments in turn if there are any, and ends with one line of JSON: what wrk counted,
-- latencies in microseconds.
wrk.method = "POST"

function init(targets)
  local requests, sent = {}, 0
  for index, target in ipairs(targets) do
    requests[index] = wrk.format(nil, target)
  end
  if #targets > 0 then
    request = function()
      sent = sent + 1
      return requests[sent % #requests + 1]
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
