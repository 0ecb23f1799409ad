# Retries what the shop's flaky gateway drops, and says in words what went wrong.
{
  title: 'Print shop',

  connection: {
    fields: [{ name: 'key', control_type: 'password', optional: false }],

    authorization: {
      type: 'api_key',
      apply: lambda { |connection| headers(x_api_key: connection['key'], 'Accept-Language' => nil) }
    },

    base_uri: -> { 'https://print.test/v1/' }
  },

  methods: {
    backoff: lambda { |attempt, base = 0.5, cap: 8| [base * 2**attempt, cap].min },

    describe: lambda do |code, body|
      reason = case code
               when 400, 422 then 'The shop could not read the order'
               when 401..403 then 'The key is wrong'
               when 404 then return 'No such order'
               when 500..599 then 'The shop is closed'
               else "Status #{code}"
               end
      detail = begin
        parsed = JSON.parse(body)
        case parsed
        when Hash then parsed.values_at('error', 'detail').compact.join(': ')
        when Array then parsed.map { |one| one.is_a?(Hash) ? one['error'] : one.to_s }.first
        when String, Integer then parsed.to_s
        end
      rescue JSON::ParserError
        body.to_s[0, 20]
      end
      detail.to_s.empty? ? reason : "#{reason} (#{detail})"
    end,

    fetch: lambda do |path, options = {}, retries: 2, **more|
      attempt = 0
      begin
        attempt += 1
        get(path, options.merge(more)).
          after_error_response(/5\d\d/, 404, /40[13]/, '422') do |code, body, headers, message|
            reason = call('describe', code, body)
            raise IOError, reason if code >= 500

            error("#{reason} [#{headers['x_request_id']}] #{message}")
          end.
          response!
      rescue IOError => e
        raise unless attempt <= retries
        puts "#{attempt}: #{e.message}, waiting #{call('backoff', attempt, 0, cap: 0.01)}"
        sleep(call('backoff', attempt, 0))
        retry
      end
    end
  },

  test: lambda do |_connection|
    call('fetch', 'orders', { state: 'open' }, limit: 3)
  rescue RuntimeError => e
    error("Orders: #{e.message}")
  end
}
