"""Why a method of Ruby, of ActiveSupport or of the SDK is not there: said in the error and in the docs."""

from __future__ import annotations

from typing import Final

LOOKS_INSIDE: Final = (
    "it calls what a value names or looks inside objects and classes: a way past what is listed here"
)
REACHES_OUT: Final = "it reaches files, programs, threads, the environment or the machine"
CHANGES_RUBY: Final = "it changes how everything else works, in other definitions too"
INNER_WORKS: Final = "it belongs to the inner works of Ruby or ActiveSupport"
IMAGINARY: Final = "there are no imaginary numbers"
OBSOLETE: Final = "Ruby itself has given it up"
NOT_NEEDED: Final = "no published definition has been seen to use it"

_OWNERS: Final = {
    "Class": LOOKS_INSIDE,
    "Dir.": REACHES_OUT,
    "File.": REACHES_OUT,
    "GC.": REACHES_OUT,
    "IO.": REACHES_OUT,
    "ObjectSpace.": LOOKS_INSIDE,
    "Process.": REACHES_OUT,
    "Thread.": REACHES_OUT,
}
"""Receivers of which everything that is missing has one reason."""

_NAMES: Final = {
    LOOKS_INSIDE: """
        __callee__ __id__ __send__ alias_method backtrace_locations binding block_given? caller
        caller_locations const_get const_missing const_set constantize constants debugger
        deep_const_get define_method define_singleton_method eval global_variables instance_eval
        instance_exec class_eval class_exec module_eval instance_method instance_methods
        instance_values instance_variable_defined? instance_variable_get instance_variable_names
        instance_variable_set instance_variables local_variables method methods object_id
        private_methods protected_methods public_method public_methods public_send
        public_instance_method remove_instance_variable remove_method undef_method
        respond_to_missing? safe_constantize send set_trace_func singleton_class singleton_method
        singleton_methods trace_var untrace_var with_options attr_accessor attr_reader attr_writer
        private public protected include prepend using refine
    """,
    REACHES_OUT: """
        ` abort at_exit autoload autoload? callcc exec exit exit! file find_proxy fork gets load_file
        load_file! open putc readline readlines seed select spawn sleep_until syscall system test trap
        urandom warn display printf
    """,
    CHANGES_RUBY: """
        accept_charset= create_id create_id= default_external= default_internal= dump_default_options
        dump_default_options= enable_warnings escape_html_entities_in_json extend generator generator=
        inflections load_default_options load_default_options= parser parser= register_scheme
        require_dependency set_key silence_warnings srand state state= suppress use_zone with_warnings
        zone= zone_default
    """,
    INNER_WORKS: """
        _dump acts_like? at_with_coercion build coerce component create_fast_state create_pretty_state
        encode_with fetch_or_store from_trusted_xml gen_random init_with initialize_clone
        initialize_copy initialize_dup json_create marshal_dump marshal_load new_seed parse_error
        period period_for_local period_for_utc recurse_proc registry ruby2_keywords_hash
        ruby2_keywords_hash? singleton_method_added to_default_s to_json_raw to_json_raw_object to_tty?
        tzinfo unloadable variable?
    """,
    IMAGINARY: "Complex i to_c",
    OBSOLETE: "iterator? taint tainted? trust untaint untrust untrusted? iconv fast_unparse pretty_unparse",
}
_REASONS: Final = {name: reason for reason, names in _NAMES.items() for name in names.split()}


def why_not(owner: str, name: str) -> str:
    """Why `name` is missing on `owner`, a receiver's name with a dot for what a class itself answers to
    (`String`, `File.`): a clause that completes "not there, because …"."""
    return _OWNERS.get(owner) or _REASONS.get(name, NOT_NEEDED)
