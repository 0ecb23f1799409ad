# From the first year of the connector format; nobody dared to touch it.
{
  :title => "Parcels",
  :connection => {
    "fields" => [
      { :name => "account", :label => "Account no.", :optional => false },
      { 'name': 'pin', 'control_type': 'password', 'optional': false },
      { name: "depot", pick_list: %w(north south east).map { |depot| [depot.capitalize, depot] } }
    ],
    authorization: {
      type: 'no_auth',
      credentials: lambda { |connection|
        headers({ "account_no" => connection["account"], auth_pin: connection["pin"] })
      },
    },
  },

  methods: {
    parity: lambda do |digits|
      sum = 0
      digits.to_s.reverse.each_char.with_index do |char, position|
        next sum += 0 if char == "-"
        weight = position.even? ? 3 : 1
        sum += char.to_i * weight
      end
      (10 - sum % 10) % 10
    end,

    label: lambda do |account, depot|
      text = "P" + account.to_s.rjust(8, "0")
      if depot.nil? or depot.empty?
        text += "-0"
      elsif depot.length > 4 && !(depot =~ /^n/)
        text << "-" << depot[0, 2].upcase << depot[-1]
      else
        text = text.insert(1, depot[0]) + "-1"
      end
      text
    end,

    ranges: lambda do |from, upto|
      found = []
      (from..upto).step(3) { |n| found << n unless n % 2 == 0 }
      for n in [from, upto] do found.unshift(-n) end
      first, *rest = found
      { first: first, rest: rest, total: rest.inject(0) { |a, b| a + b }, text: "%s of %03d" % [first, rest.size] }
    end
  },

  test: lambda do |connection|
    parity = call("parity", connection["account"])
    label = call("label", connection["account"], connection["depot"])
    result = get("https://parcel.test/track/#{label}").params(p: parity).response_format_xml
    begin
      raise "no parcel" if result["parcels"].nil?
      count = result["parcels"][0]["parcel"].length
    rescue => problem
      count = -1
      puts problem.message
    ensure
      puts "asked for #{label}"
    end
    count > 0 ? { found: count } : error("Nothing at #{connection['depot'] || 'any depot'}")
  end
}
