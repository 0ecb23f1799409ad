# Credentials travel in the body of writes and in the query of reads; success is in the body.
{
  title: 'Ledger',

  connection: {
    fields: [
      { name: 'app', optional: false },
      { name: 'token', control_type: 'password', optional: false },
      { name: 'book', optional: true },
      { name: 'retired_book', ngIf: 'input.retired_book != null' }
    ],

    authorization: {
      type: 'custom_auth',

      credentials: lambda do |connection|
        params(app: connection['app'], token: connection['token']) if current_verb == 'GET'
        payload(auth: { app: connection['app'], token: connection['token'] })
        request_format_www_form_urlencoded if current_url.match?(%r{/legacy/})
      end
    },

    base_uri: -> { 'https://ledger.test' }
  },

  methods: {
    checked: lambda do |request|
      request.after_response do |code, body, headers|
        status = body['status'] || {}
        unless status['ok']
          error("Ledger #{code}/#{status['code'] || '?'}: #{status['text'].presence || headers[:x_reason]}")
        end
        body['result']
      end
    end,

    entries: lambda do |book, since = nil|
      filter = { book: book, since: since, kinds: %w[debit credit], range: { min: 0.5, max: 1e3 } }.compact
      call('checked', get('/v2/entries', filter))
    end
  },

  test: lambda do |connection, input|
    book = connection['book'].presence || input['book'] || 'main'
    entries = call('entries', book)
    old = call('checked', post('/legacy/echo').payload(note: "é & <b>", list: [1, [2, nil]], 'when' => Date.new(2024, 2, 29)))
    written = call('checked', put("/v2/books/#{book.encode_url}", lines: entries.map { |entry| entry.slice("id").merge(amount: entry["amount"].to_f.round(1)) }))
    "#{old}/#{written}"
  end
}
