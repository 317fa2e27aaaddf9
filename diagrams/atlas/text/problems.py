def format_problems(problems, lang): return str(problems)
