"""What Ruby 3.1, ActiveSupport 6.1 and the SDK answer to, class by class.

A method that is named here and in no table is reported as unsupported; one that is not named here is no
method at all, and Ruby's own NoMethodError says so. "Class." stands for a class's own methods, "Kernel."
for functions.
"""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "ActiveSupport::Duration": """
        % * + +@ - -@ / <=> == abs after ago before build coerce days encode_with eql? from_now hash hours
        in_days in_hours in_minutes in_months in_seconds in_weeks in_years init_with inspect iso8601 minutes
        months parts seconds since to_f to_i to_int to_s until value weeks years
    """,
    "ActiveSupport::Inflector.": """
        camelize classify constantize dasherize deconstantize demodulize foreign_key humanize inflections
        ordinal ordinalize parameterize pluralize safe_constantize singularize tableize titleize
        transliterate underscore upcase_first
    """,
    "ActiveSupport::JSON.": """
        decode encode escape_html_entities_in_json parse_error
    """,
    "ActiveSupport::TimeWithZone": """
        + - < <= > >= acts_like_time? advance after? ago all_day all_month all_quarter all_week all_year
        asctime at_beginning_of_day at_beginning_of_hour at_beginning_of_minute at_beginning_of_month
        at_beginning_of_quarter at_beginning_of_week at_beginning_of_year at_end_of_day at_end_of_hour
        at_end_of_minute at_end_of_month at_end_of_quarter at_end_of_week at_end_of_year at_midday
        at_middle_of_day at_midnight at_noon before? beginning_of_day beginning_of_hour beginning_of_minute
        beginning_of_month beginning_of_quarter beginning_of_week beginning_of_year between? ceil change
        clamp comparable_time compare_with_coercion ctime day days_ago days_since days_to_week_start dst?
        end_of_day end_of_hour end_of_minute end_of_month end_of_quarter end_of_week end_of_year floor
        formatted_offset friday? future? getgm getlocal getutc gmt? gmt_offset gmtime gmtoff hour httpdate
        in in_time_zone isdst iso8601 last_hour last_month last_quarter last_week last_weekday last_year
        localtime mday midday middle_of_day midnight min minus_with_coercion mon monday monday? month
        months_ago months_since next_day next_day? next_month next_occurring next_quarter next_week
        next_weekday next_year noon nsec on_weekday? on_weekend? past? period prev_day prev_day? prev_month
        prev_occurring prev_quarter prev_week prev_weekday prev_year rfc2822 rfc3339 rfc822 round saturday?
        sec sec_fraction seconds_since_midnight seconds_until_end_of_day since strftime subsec sunday
        sunday? thursday? time time_zone to_a to_date to_datetime to_default_s to_f to_formatted_s to_fs
        to_i to_json to_r to_time today? tomorrow tomorrow? tuesday? tv_nsec tv_sec tv_usec usec utc utc?
        utc_offset wday wednesday? weeks_ago weeks_since xmlschema yday year years_ago years_since yesterday
        yesterday? yweek zone
    """,
    "ActiveSupport::TimeZone": """
        =~ at formatted_offset iso8601 local local_to_utc match? name now parse period_for_local
        period_for_utc rfc3339 strptime to_s today tomorrow tzinfo utc_offset utc_to_local yesterday
    """,
    "Array": """
        & * + - << [] []= append assoc at bsearch bsearch_index clear collect! combination compact!
        compact_blank! concat deconstruct deep_dup delete delete_at delete_if difference dig each_index
        empty? excluding extract! extract_options! fetch fifth fill filter! flatten flatten! forty_two
        fourth from ignored in_groups in_groups_of including index inquiry insert intersect? intersection
        join keep_if last length map! not only pack permutation pop prepend product push rassoc reject!
        repeated_combination repeated_permutation replace required reverse reverse! rindex rotate rotate!
        sample second second_to_last select! shift shuffle shuffle! size slice slice! sort! sort_by! split
        third third_to_last to to_ary to_csv to_default_s to_formatted_s to_fs to_json to_param to_query
        to_sentence to_set to_xml transpose union uniq! unshift values_at where without |
    """,
    "Array.": """
        [] new try_convert wrap
    """,
    "Base64.": """
        decode64 encode64 strict_decode64 strict_encode64 urlsafe_decode64 urlsafe_encode64
    """,
    "BigDecimal": """
        % * ** + +@ - -@ / < <= > >= _dump abs abs2 add angle arg between? ceil clamp coerce conj conjugate
        denominator div divmod exponent fdiv finite? fix floor frac i imag imaginary infinite? integer?
        magnitude modulo mult n_significant_digits nan? negative? nonzero? numerator phase polar positive?
        power precision precision_scale precs quo real real? rect rectangular remainder round scale sign
        singleton_method_added split sqrt step sub to_c to_d to_digits to_f to_formatted_s to_i to_int
        to_json to_r truncate zero?
    """,
    "BigDecimal.": """
        double_fig interpret_loosely limit mode save_exception_mode save_limit save_rounding_mode
    """,
    "CGI.": """
        accept_charset accept_charset= escape escapeElement escapeHTML escapeURIComponent escape_element
        escape_html h parse pretty rfc1123_date unescape unescapeElement unescapeHTML unescapeURIComponent
        unescape_element unescape_html
    """,
    "Class": """
        < <= > >= alias_method allocate ancestors attr attr_accessor attr_internal attr_reader attr_writer
        autoload autoload? cattr_accessor cattr_reader cattr_writer class_attribute class_eval class_exec
        class_variable_defined? class_variable_get class_variable_set class_variables const_defined?
        const_get const_missing const_set const_source_location constants define_method delegate
        delegate_missing_to deprecate_constant descendants include include? included_modules instance_method
        instance_methods json_creatable? mattr_accessor method_defined? module_eval module_exec
        module_parent module_parents name new parent prepend private_class_method private_constant
        private_instance_methods private_method_defined? protected_instance_methods
        protected_method_defined? public_class_method public_constant public_instance_method
        public_instance_methods public_method_defined? remove_class_variable remove_method singleton_class?
        subclasses superclass to_json undef_method
    """,
    "Comparable": """
        < <= == > >= between? clamp
    """,
    "Date": """
        + - < << <= > >= >> acts_like_date? advance after? ago ajd all_day all_month all_quarter all_week
        all_year amjd asctime at_beginning_of_day at_beginning_of_month at_beginning_of_quarter
        at_beginning_of_week at_beginning_of_year at_end_of_day at_end_of_month at_end_of_quarter
        at_end_of_week at_end_of_year at_midday at_middle_of_day at_midnight at_noon before?
        beginning_of_day beginning_of_month beginning_of_quarter beginning_of_week beginning_of_year
        between? change clamp compare_with_coercion ctime cwday cweek cwyear day day_fraction days_ago
        days_since days_to_week_start downto end_of_day end_of_month end_of_quarter end_of_week end_of_year
        england friday? future? gregorian gregorian? httpdate in in_time_zone infinite? iso8601 italy jd
        jisx0301 julian julian? last_month last_quarter last_week last_weekday last_year ld leap?
        marshal_dump marshal_load mday midday middle_of_day midnight minus_with_duration mjd mon monday
        monday? month months_ago months_since new_start next next_day next_month next_occurring next_quarter
        next_week next_weekday next_year noon on_weekday? on_weekend? past? plus_with_duration prev_day
        prev_month prev_occurring prev_quarter prev_week prev_weekday prev_year readable_inspect rfc2822
        rfc3339 rfc822 saturday? since start step strftime succ sunday sunday? thursday? to_date to_datetime
        to_default_s to_formatted_s to_fs to_json to_time today? tomorrow tomorrow? tuesday? upto wday
        wednesday? weeks_ago weeks_since xmlschema yday year years_ago years_since yesterday yesterday?
        yweek
    """,
    "Date.": """
        beginning_of_week civil commercial current find_beginning_of_week! gregorian_leap? httpdate iso8601
        jd jisx0301 julian_leap? leap? new ordinal parse rfc2822 rfc3339 rfc822 strptime today tomorrow
        valid_civil? valid_commercial? valid_date? valid_jd? valid_ordinal? xmlschema yesterday
    """,
    "DateTime": """
        + - < << <= > >= >> ajd amjd asctime between? clamp ctime cwday cweek cwyear day day_fraction downto
        england friday? gregorian gregorian? hour httpdate infinite? iso8601 italy jd jisx0301 julian
        julian? ld leap? marshal_dump marshal_load mday min minute mjd mon monday? month new_offset
        new_start next next_day next_month next_year offset prev_day prev_month prev_year rfc2822 rfc3339
        rfc822 saturday? sec sec_fraction second second_fraction start step strftime succ sunday? thursday?
        to_date to_datetime to_json to_time tuesday? upto wday wednesday? xmlschema yday year zone
    """,
    "DateTime.": """
        civil commercial current gregorian_leap? httpdate iso8601 jd jisx0301 julian_leap? leap? new now
        ordinal parse rfc2822 rfc3339 rfc822 strptime valid_civil? valid_commercial? valid_date? valid_jd?
        valid_ordinal? xmlschema
    """,
    "Digest::MD5.": """
        base64digest digest file hexdigest
    """,
    "Digest::SHA1.": """
        base64digest digest file hexdigest
    """,
    "Digest::SHA256.": """
        base64digest digest file hexdigest
    """,
    "Digest::SHA384.": """
        base64digest digest file hexdigest
    """,
    "Digest::SHA512.": """
        base64digest digest file hexdigest
    """,
    "Dir.": """
        [] chdir children chroot delete each_child empty? entries exist? exists? foreach getwd glob home
        mkdir open pwd rmdir unlink
    """,
    "ERB::Util.": """
        h html_escape u url_encode
    """,
    "Encoding.": """
        aliases compatible? default_external default_external= default_internal default_internal= find list
        locale_charmap name_list
    """,
    "Enumerable": """
        all? any? chain chunk chunk_while collect collect_concat compact compact_blank count cycle detect
        drop drop_while each each_cons each_entry each_slice each_with_index each_with_object entries
        exclude? excluding filter filter_map find find_all find_index first flat_map format_map grep grep_v
        group_by include? including index_by index_with inject lazy many? map max max_by member? min min_by
        minmax minmax_by none? one? partition pick pluck reduce reject reverse_each select slice_after
        slice_before slice_when smart_join sort sort_by sum take take_while tally to_a to_h to_set
        transform_find transform_select uniq where without zip
    """,
    "Enumerator": """
        + feed next next_values peek peek_values rewind size to_json to_set with_index with_object
    """,
    "Enumerator.": """
        new produce
    """,
    "Enumerator::Lazy": """
        chunk_while collect collect_concat compact drop drop_while each_with_index eager filter filter_map
        first flat_map force grep grep_v lazy map reject select slice_when take take_while tally to_enum
        uniq with_index zip
    """,
    "Exception": """
        backtrace backtrace_locations cause detailed_message exception full_message inspect message
        set_backtrace to_json to_s
    """,
    "Exception.": """
        === exception new to_tty?
    """,
    "FalseClass": """
        & ^ to_json |
    """,
    "File.": """
        absolute_path absolute_path? atime basename binread binwrite birthtime blockdev? chardev? chmod
        chown copy_stream ctime delete directory? dirname empty? executable? executable_real? exist? exists?
        expand_path extname file? fnmatch fnmatch? for_fd foreach ftype grpowned? identical? join lchmod
        lchown link lstat lutime mkfifo mtime new open owned? path pipe pipe? popen read readable?
        readable_real? readlines readlink realdirpath realpath rename select setgid? setuid? size size?
        socket? split stat sticky? symlink symlink? sysopen truncate try_convert umask unlink utime
        world_readable? world_writable? writable? writable_real? write zero?
    """,
    "Float": """
        % * ** + +@ - -@ / < <= > >= abs abs2 angle arg between? ceil clamp coerce conj conjugate
        denominator div divmod fdiv finite? floor i imag imaginary infinite? integer? magnitude modulo nan?
        negative? next_float nonzero? numerator phase polar positive? prev_float quo rationalize real real?
        rect rectangular remainder round singleton_method_added step to_c to_currency to_d to_f to_i to_int
        to_json to_phone to_r truncate zero?
    """,
    "GC.": """
        auto_compact auto_compact= compact count disable enable latest_compact_info latest_gc_info
        measure_total_time measure_total_time= start stat stress stress= total_time using_rvargc?
        verify_compaction_references verify_internal_consistency verify_transient_heap_internal_consistency
    """,
    "Hash": """
        < <= > >= [] []= assert_valid_keys assoc clear compact! compact_blank! compare_by_identity
        compare_by_identity? deconstruct_keys deep_dup deep_merge deep_merge! deep_stringify_keys
        deep_stringify_keys! deep_symbolize_keys deep_symbolize_keys! deep_transform_keys
        deep_transform_keys! deep_transform_values deep_transform_values! default default= default_proc
        default_proc= delete delete_if dig each_key each_pair each_value empty? encode_www_form except
        except! extract! extractable_options? fetch fetch_values filter! flatten has_key? has_value? invert
        keep_if key key? keys length merge merge! nested_under_indifferent_access rassoc rehash reject!
        replace reverse_merge reverse_merge! reverse_update select! shift size slice slice! store
        stringify_keys stringify_keys! symbolize_keys symbolize_keys! to_hash to_json to_options to_options!
        to_param to_proc to_query to_set to_xml transform_keys transform_keys! transform_values
        transform_values! update value? values values_at with_defaults with_defaults!
        with_indifferent_access
    """,
    "Hash.": """
        [] from_trusted_xml from_xml new ruby2_keywords_hash ruby2_keywords_hash? try_convert
    """,
    "IO.": """
        binread binwrite copy_stream for_fd foreach new open pipe popen read readlines select sysopen
        try_convert write
    """,
    "Integer": """
        % & * ** + +@ - -@ / < << <= > >= >> [] ^ abs abs2 allbits? angle anybits? arg between? bit_length
        ceil chr clamp coerce conj conjugate denominator digits div divmod downto even? fdiv finite? floor
        gcd gcdlcm i imag imaginary infinite? integer? is_int? lcm magnitude modulo month months
        multiple_of? negative? next nobits? nonzero? numerator odd? ord ordinal ordinalize phase polar
        positive? pow pred quo rationalize real real? rect rectangular remainder round
        singleton_method_added size step succ times to_bn to_c to_currency to_d to_f to_i to_int to_json
        to_phone to_r to_time truncate upto year years zero? | ~
    """,
    "Integer.": """
        sqrt try_convert
    """,
    "JSON.": """
        [] create_fast_state create_id create_id= create_pretty_state deep_const_get dump
        dump_default_options dump_default_options= fast_generate fast_unparse generate generator generator=
        iconv load load_default_options load_default_options= load_file load_file! parse parse! parser
        parser= pretty_generate pretty_unparse recurse_proc restore state state= unparse
    """,
    "Kernel.": """
        Array BigDecimal Complex Float Hash Integer JSON Rational String URI __callee__ __dir__ __method__ `
        abort at_exit autoload autoload? binding block_given? caller caller_locations catch eval exec exit
        exit! fail fork format gets global_variables initialize_clone initialize_copy initialize_dup
        iterator? lambda load local_variables loop open p pp print printf proc putc puts raise rand readline
        readlines require require_relative respond_to_missing? select set_trace_func sleep spawn sprintf
        srand syscall system test throw trace_var trap untrace_var warn
    """,
    "MatchData": """
        [] begin captures end length match match_length named_captures names offset post_match pre_match
        regexp size string to_a to_json values_at
    """,
    "Math.": """
        acos acosh asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp frexp gamma hypot ldexp lgamma log
        log10 log2 sin sinh sqrt tan tanh
    """,
    "NilClass": """
        & ^ is_int? is_number? rationalize to_a to_c to_d to_f to_h to_i to_json to_r try try! |
    """,
    "Numeric": """
        ago byte bytes coerce day days duplicable? exabyte exabytes finite? fortnight fortnights from_now
        gigabyte gigabytes hour hours html_safe? in_milliseconds infinite? integer? kilobyte kilobytes
        megabyte megabytes minute minutes negative? nonzero? petabyte petabytes positive? real? second
        seconds since step terabyte terabytes to_formatted_s to_fs to_s until week weeks zero?
    """,
    "Object": """
        ! != !~ <=> == === =~ __id__ __send__ acts_like? as_json blank? class clone debugger deep_dup
        define_singleton_method display dup duplicable? enable_warnings enum_for eql? equal? extend freeze
        frozen? hash html_safe? in? inspect instance_eval instance_exec instance_of? instance_values
        instance_variable_defined? instance_variable_get instance_variable_names instance_variable_set
        instance_variables is_a? is_not_true? is_true? itself kind_of? method methods nil? object_id
        presence presence_in present? private_methods protected_methods public_method public_methods
        public_send remove_instance_variable require_dependency respond_to? send silence_warnings
        singleton_class singleton_method singleton_methods suppress taint tainted? tap then to_enum to_json
        to_param to_query to_s trust try try! unloadable untaint untrust untrusted? with_options
        with_warnings yield_self
    """,
    "ObjectSpace.": """
        count_objects define_finalizer each_object garbage_collect undefine_finalizer
    """,
    "OpenSSL::Cipher.": """
        ciphers
    """,
    "OpenSSL::Digest": """
        << == base64digest block_length digest digest_length file hexdigest name new reset to_s update
    """,
    "OpenSSL::Digest.": """
        base64digest digest file hexdigest
    """,
    "OpenSSL::HMAC.": """
        base64digest digest hexdigest
    """,
    "OpenSSL::PKey.": """
        read
    """,
    "OpenSSL::PKey::RSA": """
        d e export inspect n oid p params private? private_decrypt private_encrypt private_to_pem public?
        public_decrypt public_encrypt public_key public_to_pem q set_key sign sign_pss sign_raw to_der
        to_pem to_s to_text verify verify_pss verify_raw
    """,
    "OpenSSL::PKey::RSA.": """
        generate new
    """,
    "Proc": """
        << >> [] arity binding call curry lambda? parameters ruby2_keywords source_location to_json to_proc
        yield
    """,
    "Proc.": """
        new
    """,
    "Process.": """
        abort argv0 clock_getres clock_gettime daemon detach egid egid= euid euid= exec exit exit! fork
        getpgid getpgrp getpriority getrlimit getsid gid gid= groups groups= initgroups kill last_status
        maxgroups maxgroups= pid ppid setpgid setpgrp setpriority setproctitle setrlimit setsid spawn times
        uid uid= wait wait2 waitall waitpid waitpid2
    """,
    "Random.": """
        alphanumeric base64 bytes hex new_seed rand random_bytes random_number seed srand urandom
        urlsafe_base64 uuid
    """,
    "Range": """
        % begin bsearch cover? end exclude_end? last overlaps? size step sum to_default_s to_formatted_s
        to_fs to_json to_set
    """,
    "Range.": """
        new
    """,
    "Rational": """
        % * ** + - -@ / <=> == abs ceil coerce denominator fdiv floor hash inspect magnitude negative?
        numerator positive? quo rationalize round to_d to_f to_i to_r to_s truncate zero?
    """,
    "Regexp": """
        casefold? encoding fixed_encoding? match match? named_captures names options source to_json ~
    """,
    "Regexp.": """
        compile escape last_match new quote try_convert union
    """,
    "SecureRandom.": """
        alphanumeric base36 base58 base64 bytes choose gen_random hex rand random_bytes random_number
        urlsafe_base64 uuid
    """,
    "Set": """
        & + - < << <= > >= ^ add add? classify clear collect! compare_by_identity compare_by_identity?
        delete delete? delete_if difference disjoint? divide empty? filter! flatten flatten! intersect?
        intersection join keep_if length map! merge proper_subset? proper_superset? reject! replace reset
        select! size subset? subtract superset? to_json to_set union |
    """,
    "Set.": """
        [] new
    """,
    "String": """
        % * + +@ -@ < << <= > >= [] []= acts_like_string? ago as_string as_utf8 ascii_only? at b base64
        between? binary? bytes bytesize byteslice camelcase camelize capitalize capitalize! casecmp casecmp?
        center chars chomp chomp! chop chop! chr clamp classify clear codepoints concat constantize count
        crypt dasherize decode_base64 decode_hex decode_url decode_urlsafe_base64 deconstantize delete
        delete! delete_prefix delete_prefix! delete_suffix delete_suffix! demodulize downcase downcase!
        downcase_first dump each_byte each_char each_codepoint each_grapheme_cluster each_line empty? encode
        encode! encode_base64 encode_hex encode_sha256 encode_sha512 encode_sha512_256 encode_url
        encode_urlsafe_base64 encoding end_with? ends_with? exclude? first force_encoding foreign_key from
        from_xml getbyte grapheme_clusters gsub gsub! hex hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512
        html_safe humanize in_time_zone include? indent indent! index inquiry insert intern is_int?
        is_number? is_utf8? labelize last length lines ljust lstrip lstrip! match match? mb_chars
        md5_hexdigest next next! oct ord parameterize partition pluralize prepend quote remove remove!
        replace reverse reverse! rindex rjust rpartition rsa_sha256 rsa_sha512 rstrip rstrip!
        safe_constantize scan scrub scrub! setbyte sha1 singularize size slice slice! split
        split_strip_compact squeeze squeeze! squish squish! start_with? starts_with? strip strip!
        strip_heredoc strip_tags sub sub! succ succ! sum swapcase swapcase! tableize titlecase titleize to
        to_c to_country_alpha2 to_country_alpha3 to_country_name to_country_number to_currency
        to_currency_code to_currency_name to_currency_symbol to_d to_date to_datetime to_f to_hex to_i
        to_json to_json_raw to_json_raw_object to_phone to_r to_state_code to_state_name to_str to_sym
        to_time to_yaml tr tr! tr_s tr_s! transliterate truncate truncate_bytes truncate_words underscore
        undump unicode_normalize unicode_normalize! unicode_normalized? unpack unpack1 upcase upcase!
        upcase_first upto valid_encoding?
    """,
    "String.": """
        json_create new try_convert
    """,
    "Struct.": """
        new
    """,
    "Symbol": """
        < <= > >= [] between? capitalize casecmp casecmp? clamp downcase empty? encoding end_with?
        ends_with? id2name intern labelize length match match? name next size slice start_with? starts_with?
        succ swapcase to_json to_proc to_sym upcase
    """,
    "Symbol.": """
        all_symbols
    """,
    "Thread.": """
        abort_on_exception abort_on_exception= current exit fork handle_interrupt ignore_deadlock
        ignore_deadlock= kill list main new pass pending_interrupt? report_on_exception report_on_exception=
        start stop
    """,
    "Time": """
        + - < <= > >= acts_like_time? advance after? ago all_day all_month all_quarter all_week all_year
        asctime at_beginning_of_day at_beginning_of_hour at_beginning_of_minute at_beginning_of_month
        at_beginning_of_quarter at_beginning_of_week at_beginning_of_year at_end_of_day at_end_of_hour
        at_end_of_minute at_end_of_month at_end_of_quarter at_end_of_week at_end_of_year at_midday
        at_middle_of_day at_midnight at_noon before? beginning_of_day beginning_of_hour beginning_of_minute
        beginning_of_month beginning_of_quarter beginning_of_week beginning_of_year between? ceil change
        clamp compare_with_coercion ctime day days_ago days_since days_to_week_start dst? end_of_day
        end_of_hour end_of_minute end_of_month end_of_quarter end_of_week end_of_year floor formatted_offset
        friday? future? getgm getlocal getutc gmt? gmt_offset gmtime gmtoff hour httpdate in in_time_zone
        isdst iso8601 last_hour last_month last_quarter last_week last_weekday last_year localtime mday
        midday middle_of_day midnight min minus_with_coercion mon monday monday? month months_ago
        months_since next_day next_day? next_month next_occurring next_quarter next_week next_weekday
        next_year noon nsec on_weekday? on_weekend? past? period prev_day prev_day? prev_month
        prev_occurring prev_quarter prev_week prev_weekday prev_year rfc2822 rfc3339 rfc822 round saturday?
        sec sec_fraction seconds_since_midnight seconds_until_end_of_day since strftime subsec sunday
        sunday? thursday? time time_zone to_a to_date to_datetime to_default_s to_f to_formatted_s to_fs
        to_i to_json to_r to_time today? tomorrow tomorrow? tuesday? tv_nsec tv_sec tv_usec usec utc utc?
        utc_offset wday wednesday? weeks_ago weeks_since xmlschema yday year years_ago years_since yesterday
        yesterday? yweek zone
    """,
    "Time.": """
        at at_with_coercion current days_in_month days_in_year find_zone find_zone! gm httpdate iso8601
        local mktime new now parse rfc2822 rfc3339 rfc822 strptime use_zone utc xmlschema zone zone=
        zone_default zone_offset
    """,
    "TrueClass": """
        & ^ to_json |
    """,
    "URI.": """
        decode_www_form decode_www_form_component encode_www_form encode_www_form_component extract for
        get_encoding join parse regexp register_scheme scheme_list split
    """,
    "URI::Generic": """
        + - absolute? authority coerce component default_port find_proxy fragment fragment= hierarchical?
        host host= hostname hostname= merge merge! normalize normalize! opaque opaque= origin password
        password= path path= port port= query query= registry relative? request_uri route_from route_to
        scheme scheme= select to_s user user= userinfo userinfo=
    """,
}

KNOWN_NAMES: Final = {owner: frozenset(names.split()) for owner, names in _NAMES.items()}
"""The names by owner."""
